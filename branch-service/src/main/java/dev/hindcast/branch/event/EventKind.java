package dev.hindcast.branch.event;

/** What happened to a branch. */
public enum EventKind {
  /** It is on record and being made. */
  CREATED,
  /** It answers queries. */
  READY,
  /** It is being set back to its cut. */
  RESETTING,
  /** Its expiry is near. */
  EXPIRING_SOON,
  /** Its time is over, its removal begins. */
  EXPIRED,
  /** It diverged by more than it may, its removal begins. */
  OVER_BUDGET,
  /** Nothing of it is left. */
  DELETED,
  /** It could not be made, or was lost. */
  FAILED,
  /** A fork that no record owned was removed. */
  ORPHAN_REMOVED
}
