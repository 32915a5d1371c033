package dev.hindcast.branch.metrics;

import static java.util.Objects.requireNonNull;

import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Counts what is done. Thread-safe. */
@Singleton
public final class BranchMetrics {
  private final Metrics metrics;

  /** Into the service's instruments. */
  public BranchMetrics(Metrics metrics) {
    this.metrics = requireNonNull(metrics);
  }

  /** A fork was made. */
  public void created(String store, String provider, Duration took) {
    metrics.record(Metric.FORK_DURATION, took, store, provider);
  }

  /** A fork without an owner was removed. */
  public void orphanRemoved(String store) {
    metrics.increment(Metric.ORPHANS_REMOVED, store);
  }

  /** A sweep came to its end and ended or finished so many branches. */
  public void swept(String sweep, int branches) {
    metrics.increment(Metric.SWEEPS, sweep);
    metrics.add(Metric.SWEPT, branches, sweep);
  }
}
