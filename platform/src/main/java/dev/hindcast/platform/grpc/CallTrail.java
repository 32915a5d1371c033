package dev.hindcast.platform.grpc;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Message;
import dev.hindcast.platform.audit.AuditFact;
import dev.hindcast.platform.audit.AuditKind;
import dev.hindcast.platform.audit.AuditLog;
import dev.hindcast.platform.audit.DenialBudget;
import dev.hindcast.platform.identity.Caller;
import dev.hindcast.platform.identity.Identity;
import dev.hindcast.platform.identity.RequestScope;
import io.grpc.Context;
import io.grpc.Status;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the audit log learns of one call. The callbacks of a call come one after the other, so it
 * needs no lock.
 */
final class CallTrail {
  private static final Context.Key<CallTrail> KEY = Context.key("hindcast-call-trail");
  private static final Logger log = LoggerFactory.getLogger(CallTrail.class);

  private final AuditLog entries;
  private final DenialBudget denials;
  private final String method;
  private Caller caller = Caller.UNKNOWN;
  private String resource = "";
  private String request = "";
  private long attempt;
  private boolean closed;

  CallTrail(AuditLog entries, DenialBudget denials, String method) {
    this.entries = entries;
    this.denials = denials;
    this.method = requireNonNull(method);
  }

  /** That of the current call, if the method leaves one. */
  static Optional<CallTrail> current() {
    return Optional.ofNullable(KEY.get());
  }

  Context in(Context context) {
    return context.withValue(KEY, this);
  }

  void caller(Caller known) {
    caller = known;
  }

  void request(Message message) {
    resource = RequestScope.resource(message);
    request = RequestText.of(message);
  }

  void response(Message message) {
    var named = RequestScope.resource(message);
    resource = named.isEmpty() ? resource : named;
  }

  /** Writes that the call begins; what it does must not be done if this fails. */
  void begin() {
    attempt = entries.append(fact(AuditKind.ATTEMPT, request, "", 0));
  }

  /** The call has ended; the first time counts. */
  void end(Status status) {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (attempt > 0) {
        var text = status.isOk() ? "" : Optional.ofNullable(status.getDescription()).orElse("");
        var _ = entries.append(fact(AuditKind.OUTCOME, text, status.getCode().name(), 0));
      } else if (isDenial(status)) {
        deny(status);
      }
    } catch (RuntimeException e) {
      // The call is over, whatever the log says of it: an attempt without an outcome.
      log.error("the audit log has no outcome of {} (attempt {})", method, attempt, e);
    }
  }

  private void deny(Status status) {
    var suppressed = denials.take();
    if (suppressed.isPresent()) {
      var _ =
          entries.append(
              fact(AuditKind.DENIAL, request, status.getCode().name(), suppressed.getAsLong()));
    }
  }

  private static boolean isDenial(Status status) {
    return status.getCode() == Status.Code.UNAUTHENTICATED
        || status.getCode() == Status.Code.PERMISSION_DENIED;
  }

  private AuditFact fact(AuditKind kind, String detail, String code, long suppressed) {
    return new AuditFact(
        kind,
        kind == AuditKind.OUTCOME ? attempt : 0,
        caller.identity().map(Identity::subject).orElse(""),
        caller.onBehalfOf(),
        method,
        resource,
        detail,
        code,
        suppressed);
  }
}
