package dev.hindcast.branch.provider;

/** Whether a claim was measured. */
public enum Proof {
  /** Measured by this process. */
  PROVEN,
  /** Claimed, never measured here. */
  UNPROVEN
}
