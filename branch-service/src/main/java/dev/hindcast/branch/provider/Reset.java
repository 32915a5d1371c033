package dev.hindcast.branch.provider;

/** How a fork is set back to its cut. */
public enum Reset {
  /** By the engine. */
  NATIVE,
  /** By making it again at the same cut. */
  EMULATED
}
