package dev.hindcast.platform.audit;

import static java.util.Objects.requireNonNull;

/**
 * What is to be written. Texts are shortened and cleaned so that they can be stored.
 *
 * @param attempt number of the attempt that an outcome belongs to, else 0
 * @param subject who called; empty: nobody that is known
 * @param onBehalfOf for whom a service called; else empty
 * @param method full name, e.g. {@code hindcast.replay.v1.ReplayService/Promote}
 * @param resource what it is about; empty: unknown
 * @param detail the request in short, or the text of an error
 * @param code gRPC status; empty for an attempt
 * @param suppressed denials that were only counted since the one before
 */
public record AuditFact(
    AuditKind kind,
    long attempt,
    String subject,
    String onBehalfOf,
    String method,
    String resource,
    String detail,
    String code,
    long suppressed) {
  private static final int MAX_TEXT = 300;
  private static final int MAX_DETAIL = 2_000;

  public AuditFact {
    requireNonNull(kind);
    subject = storable(subject, MAX_TEXT);
    onBehalfOf = storable(onBehalfOf, MAX_TEXT);
    method = storable(method, MAX_TEXT);
    resource = storable(resource, MAX_TEXT);
    detail = storable(detail, MAX_DETAIL);
    code = storable(code, MAX_TEXT);
    if ((kind == AuditKind.OUTCOME) != (attempt > 0)) {
      throw new IllegalArgumentException("an outcome, and only that, belongs to an attempt");
    }
  }

  /** Exactly what PostgreSQL gives back: the hash is over it. */
  private static String storable(String text, int max) {
    var clean = new StringBuilder();
    text.codePoints()
        .map(
            c ->
                c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                    ? 0xFFFD
                    : c)
        .limit(max)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }
}
