package dev.hindcast.worker.shard;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.diff.ShardSummary;

/**
 * The end of a shard.
 *
 * @param batches that were sent and acknowledged
 * @param baseline the bundles that judged, so that rules that never decided can be named
 */
public record ShardResult(long batches, ShardSummary summary, Bundle baseline, Bundle candidate) {
  public ShardResult {
    requireNonNull(summary, "summary");
    requireNonNull(baseline, "baseline");
    requireNonNull(candidate, "candidate");
  }
}
