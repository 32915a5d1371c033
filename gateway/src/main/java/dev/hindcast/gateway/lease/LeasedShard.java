package dev.hindcast.gateway.lease;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.branch.ForkPoint;
import dev.hindcast.gateway.plan.ShardRange;
import dev.hindcast.gateway.replay.PolicyRef;
import dev.hindcast.gateway.replay.Window;

/**
 * A shard that was just leased, with what its replay says about it.
 *
 * @param scan statement that finds what a delta replay judges; empty: everything is judged
 */
public record LeasedShard(
    ShardLease lease,
    ShardRange range,
    String branch,
    ForkPoint forkPoint,
    PolicyRef baseline,
    PolicyRef candidate,
    Window window,
    String scan) {
  public LeasedShard {
    requireNonNull(lease);
    requireNonNull(range);
    requireNonNull(branch);
    requireNonNull(forkPoint);
    requireNonNull(baseline);
    requireNonNull(candidate);
    requireNonNull(window);
    requireNonNull(scan);
  }
}
