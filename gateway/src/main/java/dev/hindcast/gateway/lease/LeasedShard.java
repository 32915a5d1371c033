package dev.hindcast.gateway.lease;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.plan.ShardRange;
import dev.hindcast.gateway.replay.PolicyRef;
import dev.hindcast.gateway.replay.Window;
import java.util.List;
import java.util.Optional;

/**
 * A shard that was just leased, with what its replay says about it.
 *
 * @param followers the other running replays of its pass, in order
 * @param slice of what arrived in the store, to which the range belongs; empty: it is of the fork
 * @param scan text of what finds the actions that a delta replay judges, see {@link
 *     dev.hindcast.gateway.delta.DeltaScan}; empty: everything is judged
 * @param traceparent of the call that started its replay, see {@link
 *     dev.hindcast.platform.telemetry.Traceparent}
 */
public record LeasedShard(
    ShardLease lease,
    ShardRange range,
    String branch,
    PolicyRef baseline,
    PolicyRef candidate,
    Window window,
    List<Follower> followers,
    Optional<Slice> slice,
    String scan,
    String traceparent) {
  public LeasedShard {
    requireNonNull(lease);
    requireNonNull(range);
    requireNonNull(branch);
    requireNonNull(baseline);
    requireNonNull(candidate);
    requireNonNull(window);
    followers = List.copyOf(followers);
    requireNonNull(slice);
    requireNonNull(scan);
    requireNonNull(traceparent);
  }

  /** The same shard of a pass. */
  public LeasedShard followedBy(List<Follower> others) {
    return new LeasedShard(
        lease, range, branch, baseline, candidate, window, others, slice, scan, traceparent);
  }

  /** The actions that one snapshot of the store sees and an earlier one does not. */
  public record Slice(String since, String upto) {
    public Slice {
      requireNonNull(since);
      requireNonNull(upto);
    }
  }
}
