package dev.hindcast.gateway.branch;

import java.time.Duration;

/**
 * The branch-service as the gateway uses it. Thread-safe, blocking. Its errors pass through to the
 * caller unchanged.
 */
public interface Branches {
  /** How long one hold lasts: several renewals of it may fail without harm. */
  Duration HOLD = Duration.ofMinutes(3);

  /** The facts of a branch, also of one that is gone. Fails if there never was one. */
  BranchFacts get(String branch);

  /** The login of a branch that can be used. */
  BranchLogin connect(String branch);

  /**
   * Writes a bundle into a branch, replacing an earlier one of the same role.
   *
   * @param version the bundle's resource name in the registry
   */
  void load(String branch, BranchRole role, byte[] archive, String version);

  /**
   * Keeps a branch alive for some time from now, whatever its expiry. Runs out by itself: repeat it
   * as long as it is needed.
   *
   * @param holder who needs it, e.g. a replay's resource name
   */
  void hold(String branch, String holder, Duration atLeast);

  /**
   * Discards the branch because its bundle was promoted; returns when nothing of it is left. One
   * that is gone already is no error.
   */
  void discardPromoted(String branch);
}
