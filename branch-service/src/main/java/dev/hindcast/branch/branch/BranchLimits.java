package dev.hindcast.branch.branch;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What the service allows.
 *
 * @param branches live branches of a store at most
 * @param grace after which an unfinished creation or deletion counts as abandoned
 */
public record BranchLimits(int branches, Duration grace) {
  /** The longest time to live. */
  public static final Duration MAX_TTL = Duration.ofDays(30);

  /** The time to live of a branch whose creator names none. */
  public static final Duration DEFAULT_TTL = Duration.ofHours(1);

  public BranchLimits {
    requireNonNull(grace);
    if (branches < 1 || grace.isNegative() || grace.isZero()) {
      throw new IllegalArgumentException("hindcast.branch.max-branches and grace must be positive");
    }
  }
}
