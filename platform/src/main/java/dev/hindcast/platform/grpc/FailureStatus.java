package dev.hindcast.platform.grpc;

import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.Failure.Finding;
import dev.hindcast.proto.error.v1.ErrorReason;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The one translation of a {@link Failure} to a {@code google.rpc.Status}: a code, exactly one
 * {@code ErrorInfo}, and a standard detail where the failure has one.
 */
public final class FailureStatus {
  /** The {@code domain} of every {@code ErrorInfo}. */
  public static final String DOMAIN = "hindcast.dev";

  /** Characters; metadata is for programs that log or sort, the details have it all. */
  private static final int MAX_SUBJECTS = 1_000;

  private FailureStatus() {}

  /** The exception that a gRPC call answers with. */
  public static StatusRuntimeException exception(Failure failure) {
    return StatusProto.toStatusRuntimeException(of(failure));
  }

  /** The exception for a fault of ours; {@code incident} finds its cause in the log. */
  public static StatusRuntimeException internal(String incident) {
    return StatusProto.toStatusRuntimeException(
        status(
            Code.INTERNAL,
            "an internal fault; the log has it as incident " + incident,
            ErrorReason.ERROR_REASON_INTERNAL,
            Map.of("incident", incident)));
  }

  static Status of(Failure failure) {
    return switch (failure) {
      case Failure.InvalidRequest f ->
          status(
              Code.INVALID_ARGUMENT,
              f.message(),
              ErrorReason.ERROR_REASON_INVALID_REQUEST,
              Map.of("field", f.field()),
              badRequest(f.field(), f.problem()));
      case Failure.InvalidPageToken f ->
          status(
              Code.INVALID_ARGUMENT,
              f.message(),
              ErrorReason.ERROR_REASON_INVALID_PAGE_TOKEN,
              Map.of("field", "page_token"),
              badRequest("page_token", f.problem()));
      case Failure.ResourceNotFound f ->
          status(
              Code.NOT_FOUND,
              f.message(),
              ErrorReason.ERROR_REASON_RESOURCE_NOT_FOUND,
              Map.of("resource", f.resource()));
      case Failure.ResourceAlreadyExists f ->
          status(
              Code.ALREADY_EXISTS,
              f.message(),
              ErrorReason.ERROR_REASON_RESOURCE_ALREADY_EXISTS,
              Map.of("resource", f.resource()));
      case Failure.RequestIdReused f ->
          status(
              Code.ALREADY_EXISTS,
              f.message(),
              ErrorReason.ERROR_REASON_REQUEST_ID_REUSED,
              Map.of("request_id", f.requestId(), "resource", f.resource()));
      case Failure.BundleRejected f ->
          status(
              Code.FAILED_PRECONDITION,
              f.message(),
              ErrorReason.ERROR_REASON_BUNDLE_REJECTED,
              Map.of("bundle", f.bundle(), "diagnostics", Integer.toString(f.findings().size())),
              precondition(f.findings()));
      case Failure.StateMoved f ->
          status(
              Code.ABORTED,
              f.message(),
              ErrorReason.ERROR_REASON_STATE_MOVED,
              Map.of("resource", f.resource(), "expected", f.expected(), "actual", f.actual()));
      case Failure.BranchNotUsable f ->
          status(
              Code.FAILED_PRECONDITION,
              f.message(),
              ErrorReason.ERROR_REASON_BRANCH_NOT_USABLE,
              Map.of("branch", f.branch(), "state", f.state()));
      case Failure.WrongState f ->
          status(
              Code.FAILED_PRECONDITION,
              f.message(),
              ErrorReason.ERROR_REASON_WRONG_STATE,
              Map.of("resource", f.resource(), "state", f.state(), "required", f.required()));
      case Failure.GateFailed f ->
          status(
              Code.FAILED_PRECONDITION,
              f.message(),
              ErrorReason.ERROR_REASON_GATE_FAILED,
              Map.of(
                  "replay", f.replay(),
                  "promotion", f.promotion(),
                  "gates", Integer.toString(f.gates().size()),
                  "failed_gates", subjects(f.gates())),
              precondition(f.gates()));
      case Failure.ForkTooOld f ->
          status(
              Code.FAILED_PRECONDITION,
              f.message(),
              ErrorReason.ERROR_REASON_FORK_TOO_OLD,
              Map.of(
                  "replay", f.replay(),
                  "age", seconds(f.age()),
                  "limit", seconds(f.limit())));
      case Failure.LimitExceeded f ->
          status(
              Code.RESOURCE_EXHAUSTED,
              f.message(),
              ErrorReason.ERROR_REASON_LIMIT_EXCEEDED,
              Map.of(
                  "limit", f.limit(),
                  "allowed", Long.toString(f.allowed()),
                  "requested", Long.toString(f.requested())));
      case Failure.QuotaExceeded f ->
          status(
              Code.RESOURCE_EXHAUSTED,
              f.message(),
              ErrorReason.ERROR_REASON_LIMIT_EXCEEDED,
              Map.of(
                  "limit", f.quota(),
                  "allowed", Long.toString(f.limit()),
                  "current", Long.toString(f.current())));
      case Failure.RateExceeded f ->
          status(
              Code.RESOURCE_EXHAUSTED,
              f.message(),
              ErrorReason.ERROR_REASON_RATE_EXCEEDED,
              Map.of("subject", f.subject(), "calls_per_second", Integer.toString(f.perSecond())),
              retry(f.pause()));
      case Failure.Unauthenticated f ->
          status(
              Code.UNAUTHENTICATED,
              f.message(),
              ErrorReason.ERROR_REASON_UNAUTHENTICATED,
              Map.of("problem", f.problem()));
      case Failure.PermissionDenied f ->
          status(
              Code.PERMISSION_DENIED,
              f.message(),
              ErrorReason.ERROR_REASON_PERMISSION_DENIED,
              Map.of(
                  "subject", f.subject(),
                  "method", f.method(),
                  "roles", f.roles(),
                  "scope", f.scope()));
      case Failure.FourEyes f ->
          status(
              Code.FAILED_PRECONDITION,
              f.message(),
              ErrorReason.ERROR_REASON_FOUR_EYES,
              Map.of("version", f.version(), "publisher", f.publisher(), "mover", f.mover()));
      case Failure.NotSupported f ->
          status(
              Code.UNIMPLEMENTED,
              f.message(),
              ErrorReason.ERROR_REASON_NOT_SUPPORTED,
              Map.of("capability", f.capability()));
      case Failure.DependencyUnavailable f ->
          status(
              Code.UNAVAILABLE,
              f.message(),
              ErrorReason.ERROR_REASON_DEPENDENCY_UNAVAILABLE,
              Map.of("dependency", f.dependency()));
    };
  }

  /** The reason as it stands in {@code ErrorInfo}: the enum value without its prefix. */
  public static String reason(ErrorReason reason) {
    return reason.name().substring("ERROR_REASON_".length());
  }

  static Status status(
      Code code,
      String message,
      ErrorReason reason,
      Map<String, String> metadata,
      Message... details) {
    var info =
        ErrorInfo.newBuilder()
            .setReason(reason(reason))
            .setDomain(DOMAIN)
            .putAllMetadata(metadata)
            .build();
    return StatusBudget.fit(
        Status.newBuilder().setCode(code.getNumber()).setMessage(message), info, details);
  }

  /** Proto3 JSON's form of a duration. */
  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toSeconds())
            .add(BigDecimal.valueOf(duration.getNano(), 9))
            .stripTrailingZeros()
            .toPlainString()
        + "s";
  }

  private static String subjects(List<Finding> findings) {
    var all = findings.stream().map(Finding::subject).collect(Collectors.joining("\n"));
    return all.length() <= MAX_SUBJECTS ? all : all.substring(0, MAX_SUBJECTS - 1) + "…";
  }

  private static RetryInfo retry(Duration pause) {
    return RetryInfo.newBuilder()
        .setRetryDelay(
            com.google.protobuf.Duration.newBuilder()
                .setSeconds(pause.toSeconds())
                .setNanos(pause.getNano()))
        .build();
  }

  private static BadRequest badRequest(String field, String problem) {
    return BadRequest.newBuilder()
        .addFieldViolations(
            BadRequest.FieldViolation.newBuilder().setField(field).setDescription(problem))
        .build();
  }

  private static PreconditionFailure precondition(List<Finding> findings) {
    var failure = PreconditionFailure.newBuilder();
    for (var finding : findings) {
      failure.addViolations(
          PreconditionFailure.Violation.newBuilder()
              .setType(finding.type())
              .setSubject(finding.subject())
              .setDescription(finding.text()));
    }
    return failure.build();
  }
}
