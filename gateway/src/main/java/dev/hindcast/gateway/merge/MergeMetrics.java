package dev.hindcast.gateway.merge;

import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.function.Supplier;

/** Counts and times what workers send. */
@Singleton
final class MergeMetrics {
  private final Metrics metrics;

  MergeMetrics(Metrics metrics) {
    this.metrics = metrics;
    metrics.add(Metric.ACTIONS_MERGED, 0);
    metrics.add(Metric.CHANGES_MERGED, 0);
  }

  /** A batch of changes, one that is refused too. */
  Acceptance append(ChangeBatch batch, Supplier<Acceptance> step) {
    var acceptance = timed("append", step);
    if (acceptance == Acceptance.STORED) {
      metrics.add(Metric.CHANGES_MERGED, batch.changes());
    }
    return acceptance;
  }

  /** The end of a shard. */
  Acceptance commit(ShardResult result, Supplier<Acceptance> step) {
    var acceptance = timed("commit", step);
    if (acceptance == Acceptance.STORED) {
      metrics.add(Metric.ACTIONS_MERGED, result.actions());
    }
    return acceptance;
  }

  private Acceptance timed(String operation, Supplier<Acceptance> step) {
    var begin = System.nanoTime();
    var result = "failed";
    try {
      var acceptance = step.get();
      result = acceptance.name().toLowerCase(Locale.ROOT);
      return acceptance;
    } finally {
      metrics.recordSince(Metric.MERGE_DURATION, begin, operation, result);
    }
  }
}
