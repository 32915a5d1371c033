package dev.hindcast.branch.branch;

/** Why a branch went. */
public enum DeleteCause {
  /** Somebody asked for it. */
  REQUESTED,
  /** Its bundle was promoted. */
  PROMOTED,
  /** Its time was over. */
  EXPIRED,
  /** It diverged by more than it may. */
  OVER_BUDGET
}
