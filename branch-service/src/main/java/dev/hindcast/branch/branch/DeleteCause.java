package dev.hindcast.branch.branch;

/** Why a branch went. */
public enum DeleteCause {
  /** Somebody asked for it. */
  REQUESTED,
  /** Its time was over. */
  EXPIRED,
  /** Its bundle was promoted. */
  PROMOTED
}
