package dev.hindcast.worker.shard;

import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import dev.hindcast.policy.diff.ShardSummary;
import dev.hindcast.policy.judge.ChangeKind;
import dev.hindcast.policy.judge.Side;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Counts what shards read and found: a few calls a shard, and one for some hundred rows. */
public final class ShardMetrics {
  private static final String JUDGED = "judged";
  private static final String AUDITED = "audited";
  private static final String UNPULLED = "unpulled";
  private static final String NOT_REPLAYABLE = "not_replayable";

  private final Metrics metrics;

  /** Into the worker's instruments. */
  public ShardMetrics(Metrics metrics) {
    this.metrics = metrics;
    metrics.zero(Metric.WORKER_ACTIONS, List.of(JUDGED, AUDITED, UNPULLED, NOT_REPLAYABLE));
    metrics.zero(
        Metric.WORKER_CHANGES, Stream.of(ChangeKind.values()).map(ChangeKind::id).toList());
    metrics.zero(Metric.RULE_ERRORS, Stream.of(Side.values()).map(ShardMetrics::label).toList());
    metrics.add(Metric.WORKER_ROWS, 0);
    metrics.add(Metric.BACKPRESSURE, 0);
  }

  private static String label(Side side) {
    return side.name().toLowerCase(Locale.ROOT);
  }

  /** Rows came from a branch. */
  void read(int rows) {
    metrics.add(Metric.WORKER_ROWS, rows);
  }

  /** A shard of one candidate, or of the pass that it leads, is acknowledged. */
  void finished(ShardSummary summary) {
    var notReplayable = sum(summary.notReplayable().values());
    metrics.add(
        Metric.WORKER_ACTIONS, summary.actions() - summary.unpulled() - notReplayable, JUDGED);
    metrics.add(Metric.WORKER_ACTIONS, notReplayable, NOT_REPLAYABLE);
    metrics.add(Metric.WORKER_ACTIONS, summary.unpulled() - summary.audited(), UNPULLED);
    metrics.add(Metric.WORKER_ACTIONS, summary.audited(), AUDITED);
    found(summary);
  }

  /** What one candidate changes in a shard. */
  void found(ShardSummary summary) {
    summary.byKind().forEach((kind, count) -> metrics.add(Metric.WORKER_CHANGES, count, kind.id()));
    summary
        .skippedErrors()
        .forEach((rule, count) -> metrics.add(Metric.RULE_ERRORS, count, label(rule.side())));
  }

  private static long sum(Iterable<Long> counts) {
    long sum = 0;
    for (var count : counts) {
      sum += count;
    }
    return sum;
  }

  /** A shard waited for acknowledgements. */
  void stoodStill(Duration time) {
    metrics.add(Metric.BACKPRESSURE, time.toNanos() / 1e9);
  }
}
