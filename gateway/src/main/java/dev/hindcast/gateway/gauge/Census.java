package dev.hindcast.gateway.gauge;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * All open replays at one moment, whichever gateway started them. The followers of a pass are not
 * counted: their leader's shards are theirs.
 *
 * @param running history that is being judged
 * @param following live parts that are
 * @param lag since when what arrived in the slowest followed store is not judged
 * @param waiting actions that arrived and are not judged yet
 */
public record Census(
    long running, long paused, long following, Shards shards, Duration lag, long waiting) {
  public Census {
    requireNonNull(shards);
    requireNonNull(lag);
  }

  /** Shards of running replays. */
  public record Shards(long pending, long leased, long done, long poisoned) {}
}
