package dev.hindcast.platform.audit;

/** What an entry tells. */
public enum AuditKind {
  /** A call is let through, and begins after this is written. */
  ATTEMPT,
  /** What became of an attempt. */
  OUTCOME,
  /** A call was refused for want of an identity or a right, and did nothing. */
  DENIAL
}
