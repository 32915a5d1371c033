package dev.hindcast.worker.assignment;

import static java.util.Objects.requireNonNull;

/**
 * A worker's right to a shard.
 *
 * @param replay {@code replays/{replay}}
 * @param shard number in the replay, from 0
 * @param epoch fencing number: an answer under an older one than the current is refused
 */
public record Lease(String replay, int shard, long epoch) {
  public Lease {
    requireNonNull(replay, "replay");
  }

  /** True for two leases of one shard, whatever their epochs. */
  public boolean sameShard(Lease other) {
    return shard == other.shard && replay.equals(other.replay);
  }

  @Override
  public String toString() {
    return replay + " shard " + shard + " epoch " + epoch;
  }
}
