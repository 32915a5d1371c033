package dev.hindcast.branch.provider;

/** What a bundle is in a branch. */
public enum BundleRole {
  /** The proposed policy. */
  CANDIDATE,
  /** A policy to compare with instead of the one that was active at the fork point. */
  BASELINE
}
