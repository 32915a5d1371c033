package dev.hindcast.branch.branch;

/** State of a branch's record. */
public enum BranchState {
  /** An intent: the fork is being made. */
  CREATING,
  /** The fork answers queries. */
  READY,
  /** An intent: the fork is being set back to its cut. */
  RESETTING,
  /** An intent: the fork is being removed. */
  DELETING,
  /** The provider confirmed that nothing is left. */
  DELETED,
  /** It could not be made, or was lost at its provider; nothing is left. */
  FAILED;

  /** Whether the name is taken and a fork may exist. */
  public boolean isLive() {
    return switch (this) {
      case CREATING, READY, RESETTING, DELETING -> true;
      case DELETED, FAILED -> false;
    };
  }
}
