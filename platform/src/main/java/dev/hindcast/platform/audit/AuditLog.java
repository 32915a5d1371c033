package dev.hindcast.platform.audit;

import java.util.List;

/** The audit log of one service. Thread-safe, blocking; several processes may write. */
public interface AuditLog {
  /** The service whose log it is; part of every hash. */
  String service();

  /**
   * Writes an entry behind all others; when it returns the entry is durable.
   *
   * <p>Fails with {@code DependencyUnavailable}; then nothing may be done that had to be written
   * first.
   *
   * @return the entry's number
   */
  long append(AuditFact fact);

  /**
   * Entries in order.
   *
   * @param after number of the last one that is known; 0: from the first
   */
  List<AuditEntry> read(long after, int most);

  /** The end now. */
  AuditHead head();
}
