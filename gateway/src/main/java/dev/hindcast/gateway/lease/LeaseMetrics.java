package dev.hindcast.gateway.lease;

import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.stream.Stream;

/** Counts shards that come back unfinished. */
@Singleton
final class LeaseMetrics {
  private static final String LEASE_EXPIRED = "lease_expired";
  private static final String WORKER_GONE = "worker_gone";
  private static final String PAUSED = "paused";

  private final Metrics metrics;

  LeaseMetrics(Metrics metrics) {
    this.metrics = metrics;
    metrics.zero(
        Metric.SHARDS_RETURNED,
        Stream.concat(
                Stream.of(FailureCause.values()).map(LeaseMetrics::label),
                Stream.of(LEASE_EXPIRED, WORKER_GONE, PAUSED))
            .toList());
  }

  private static String label(FailureCause cause) {
    return cause.name().toLowerCase(Locale.ROOT);
  }

  /** A worker gave one back. */
  void returned(FailureCause cause) {
    metrics.increment(Metric.SHARDS_RETURNED, label(cause));
  }

  /** Their worker was silent for longer than a lease. */
  void expired(int shards) {
    metrics.add(Metric.SHARDS_RETURNED, shards, LEASE_EXPIRED);
  }

  /** The stream of their worker ended, or it comes back and has forgotten them. */
  void workerGone(int shards) {
    metrics.add(Metric.SHARDS_RETURNED, shards, WORKER_GONE);
  }

  /** Their replay was paused while they were handed out. */
  void paused(int shards) {
    metrics.add(Metric.SHARDS_RETURNED, shards, PAUSED);
  }
}
