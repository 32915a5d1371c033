package dev.hindcast.gateway.lease;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.branch.ForkPoint;

/**
 * A running replay with shards that nobody works on.
 *
 * @param replay last part of its resource name
 * @param weight its share of free slots, at least 1
 * @param shards how many could be leased now; a large number is cut short
 */
public record WaitingReplay(
    String replay, String branch, ForkPoint forkPoint, int weight, int shards) {
  public WaitingReplay {
    requireNonNull(replay);
    requireNonNull(branch);
    requireNonNull(forkPoint);
    if (weight < 1) {
      throw new IllegalArgumentException("a weight is at least 1");
    }
  }
}
