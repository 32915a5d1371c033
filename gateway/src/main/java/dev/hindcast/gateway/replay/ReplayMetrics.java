package dev.hindcast.gateway.replay;

import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Counts replays that begin and end. */
@Singleton
public final class ReplayMetrics {
  private static final String SUCCEEDED = "succeeded";
  private static final String CANCELLED = "cancelled";

  private final Metrics metrics;

  ReplayMetrics(Metrics metrics) {
    this.metrics = metrics;
    metrics.zero(
        Metric.REPLAYS_STARTED, Stream.of(ReplayMode.values()).map(ReplayMetrics::label).toList());
    metrics.zero(Metric.REPLAYS_ENDED, List.of(SUCCEEDED, CANCELLED));
    metrics.zero(
        Metric.REPLAYS_ENDED,
        Stream.of(
                ReplayFailure.AUDIT_FAILED,
                ReplayFailure.BRANCH_NOT_USABLE,
                ReplayFailure.BUNDLE_UNUSABLE,
                ReplayFailure.SHARD_FAILED)
            .map(reason -> reason.toLowerCase(Locale.ROOT))
            .toList());
  }

  private static String label(ReplayMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  /** One is on record. */
  public void started(ReplayMode mode) {
    metrics.increment(Metric.REPLAYS_STARTED, label(mode));
  }

  public void succeeded() {
    metrics.increment(Metric.REPLAYS_ENDED, SUCCEEDED);
  }

  /** One ended without a diff. */
  public void failed(ReplayFailure failure) {
    metrics.increment(Metric.REPLAYS_ENDED, failure.reason().toLowerCase(Locale.ROOT));
  }

  void cancelled() {
    metrics.increment(Metric.REPLAYS_ENDED, CANCELLED);
  }
}
