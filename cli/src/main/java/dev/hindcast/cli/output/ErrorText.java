package dev.hindcast.cli.output;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import dev.hindcast.cli.local.LocalClusterException;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.grpc.InsecureException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a person reads when a command fails: what is wrong, why, and what to do about it. */
public final class ErrorText {
  private ErrorText() {}

  /** The lines for an error, the first one beginning with {@code error:}. */
  public static List<String> of(Throwable thrown) {
    return switch (thrown) {
      case StatusRuntimeException e -> status(e);
      case CommandException e -> lines(e.getMessage(), e.details());
      case FailureException e -> lines(e.getMessage(), List.of());
      case LocalClusterException e -> lines(e.getMessage(), List.of());
      case InsecureException e -> lines(e.getMessage(), List.of());
      case Throwable e -> unexpected(e);
    };
  }

  /** The documented reason of an error of the API; empty if it has none. */
  public static String reason(StatusRuntimeException e) {
    return detail(StatusProto.fromThrowable(e), ErrorInfo.class)
        .map(ErrorInfo::getReason)
        .orElse("");
  }

  private static List<String> status(StatusRuntimeException e) {
    var status = StatusProto.fromThrowable(e);
    var info = detail(status, ErrorInfo.class);
    if (info.isEmpty()) {
      return withoutReason(e);
    }
    var reason = info.get().getReason();
    var details = new ArrayList<String>();
    detail(status, PreconditionFailure.class)
        .ifPresent(failure -> failure.getViolationsList().forEach(v -> details.add(violation(v))));
    detail(status, BadRequest.class)
        .filter(request -> request.getFieldViolationsCount() > 1)
        .ifPresent(
            request ->
                request
                    .getFieldViolationsList()
                    .forEach(v -> details.add("  " + v.getField() + ": " + v.getDescription())));
    fix(reason).ifPresent(details::add);
    return lines(headline(status.getMessage(), reason) + " [" + reason + "]", details);
  }

  // A rejected bundle's message repeats its first finding, which is listed below anyway.
  private static String headline(String message, String reason) {
    return reason.equals("BUNDLE_REJECTED") ? message.split(": ", 2)[0] : message;
  }

  private static String violation(PreconditionFailure.Violation violation) {
    var kind = violation.getType().equals("WARNING") ? "warning: " : "";
    return "  " + violation.getSubject() + ": " + kind + violation.getDescription();
  }

  private static Optional<String> fix(String reason) {
    return Optional.ofNullable(
        switch (reason) {
          case "BRANCH_NOT_USABLE" ->
              "fix: test again; --keep keeps the fork for `explain`, --ttl lets it live longer";
          case "STATE_MOVED" -> "fix: test the candidate again, against what is active now";
          case "GATE_FAILED" -> "fix: look at the diff, then change the candidate or the gates";
          case "FORK_TOO_OLD" ->
              "fix: test the candidate again, or allow more with a greater --max-fork-age";
          case "BUNDLE_REJECTED" ->
              "fix: mend what is listed; `hindcast bundle lint DIR` checks a folder at once";
          case "DEPENDENCY_UNAVAILABLE" ->
              "fix: try again; of a promotion, look first what became of it with `hindcast promotions`";
          case "UNAUTHENTICATED" ->
              "fix: give a token with --token-file FILE or HINDCAST_AUTH_TOKEN (file:/path or env:NAME)";
          case "PERMISSION_DENIED" ->
              "fix: ask for the role, or call with a token that has it; docs/security.md has the table";
          case "RATE_EXCEEDED" ->
              "fix: call less often; hindcast.auth.calls-per-second of the server sets the limit";
          case "FOUR_EYES" -> "fix: let somebody else promote it";
          case "INTERNAL" -> "fix: this is a fault of Hindcast; the service's log has more";
          default -> null;
        });
  }

  private static List<String> withoutReason(StatusRuntimeException e) {
    if (e.getStatus().getCode() == Status.Code.UNAVAILABLE) {
      return TransportText.of(e.getStatus());
    }
    if (e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
      return lines("Hindcast did not answer in time", List.of("fix: try again"));
    }
    return lines(
        "the server answered "
            + e.getStatus().getCode()
            + (e.getStatus().getDescription() == null ? "" : ": " + e.getStatus().getDescription()),
        List.of());
  }

  private static List<String> unexpected(Throwable e) {
    if (System.getenv("HINDCAST_DEBUG") != null) {
      var trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      return List.of(trace.toString());
    }
    return lines("unexpected: " + e, List.of("fix: set HINDCAST_DEBUG=1 to see where it happened"));
  }

  static List<String> lines(String message, List<String> details) {
    var lines = new ArrayList<String>();
    lines.add("error: " + message);
    lines.addAll(details);
    return List.copyOf(lines);
  }

  private static <T extends Message> Optional<T> detail(
      com.google.rpc.Status status, Class<T> type) {
    for (Any any : status.getDetailsList()) {
      if (any.is(type)) {
        try {
          return Optional.of(any.unpack(type));
        } catch (InvalidProtocolBufferException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
