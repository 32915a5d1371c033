package dev.hindcast.gateway.plan;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.delta.DeltaPlan;
import dev.hindcast.gateway.replay.Audit;
import dev.hindcast.gateway.replay.PolicyRef;
import dev.hindcast.gateway.replay.ReplayMode;
import java.util.List;

/**
 * What a replay does.
 *
 * @param fullReasons why it is not a delta replay, if nobody asked for a full one
 * @param statement of a shard, with the bounds {@code $1} and {@code $2}; of a delta replay the
 *     text of its {@link dev.hindcast.gateway.delta.DeltaScan}
 * @param judged estimate of the actions that are judged
 * @param cost PostgreSQL's estimate for all shards' statements, in its units; 0: it has none
 */
public record ReplayPlan(
    ReplayMode mode,
    List<String> fullReasons,
    PolicyRef baseline,
    PolicyRef candidate,
    DeltaPlan delta,
    String statement,
    Audit audit,
    ShardPlan shards,
    long judged,
    double cost) {
  public ReplayPlan {
    requireNonNull(mode);
    fullReasons = List.copyOf(fullReasons);
    requireNonNull(baseline);
    requireNonNull(candidate);
    requireNonNull(delta);
    requireNonNull(statement);
    requireNonNull(audit);
    requireNonNull(shards);
  }

  /** What workers get; empty: everything is judged. */
  public String scan() {
    return mode == ReplayMode.DELTA ? statement : "";
  }
}
