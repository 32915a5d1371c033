package dev.hindcast.gateway.lease;

import static java.util.Objects.requireNonNull;

/**
 * A worker's right to a shard.
 *
 * @param replay last part of the replay's resource name
 * @param shard from 0
 * @param epoch fencing number
 */
public record ShardLease(String replay, int shard, long epoch) {
  public ShardLease {
    requireNonNull(replay);
  }
}
