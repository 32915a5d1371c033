package dev.hindcast.branch.provider;

/** What a bundle is in a branch. */
public enum BundleRole {
  /** The proposed policy. A branch holds several, told apart by their digests. */
  CANDIDATE(100),
  /** A policy to compare with instead of the one that was active at the fork point. */
  BASELINE(1);

  private final int most;

  BundleRole(int most) {
    this.most = most;
  }

  /** How many bundles of this role a branch holds; the oldest makes room for one more. */
  public int most() {
    return most;
  }
}
