package dev.hindcast.platform.audit;

import static java.util.Objects.requireNonNull;

/**
 * The end of a log.
 *
 * @param number of the newest entry; 0: there is none
 * @param hash of it; {@link AuditEntry#NOTHING} if there is none
 */
public record AuditHead(long number, String hash) {
  public AuditHead {
    requireNonNull(hash);
  }
}
