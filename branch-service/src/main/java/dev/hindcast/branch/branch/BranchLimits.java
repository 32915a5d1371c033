package dev.hindcast.branch.branch;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What the service allows.
 *
 * @param quotas that a new branch must fit into
 * @param grace after which an unfinished creation, reset or deletion counts as abandoned
 */
public record BranchLimits(Quotas quotas, Duration grace) {
  /** The longest time to live. */
  public static final Duration MAX_TTL = Duration.ofDays(30);

  /** The time to live of a branch whose creator names none. */
  public static final Duration DEFAULT_TTL = Duration.ofHours(1);

  public BranchLimits {
    requireNonNull(quotas);
    requireNonNull(grace);
    if (grace.isNegative() || grace.isZero()) {
      throw new IllegalArgumentException("hindcast.branch.grace must be positive");
    }
  }
}
