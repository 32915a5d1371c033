package dev.hindcast.gateway.lease;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.plan.ShardRange;
import dev.hindcast.gateway.replay.PolicyRef;
import dev.hindcast.gateway.replay.Window;

/** A shard that was just leased, with what its replay says about it. */
public record LeasedShard(
    ShardLease lease,
    ShardRange range,
    String branch,
    PolicyRef baseline,
    PolicyRef candidate,
    Window window) {
  public LeasedShard {
    requireNonNull(lease);
    requireNonNull(range);
    requireNonNull(branch);
    requireNonNull(baseline);
    requireNonNull(candidate);
    requireNonNull(window);
  }
}
