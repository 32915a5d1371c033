package dev.hindcast.branch.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Counts what is done. Thread-safe. */
@Singleton
public final class BranchMetrics {
  private final MeterRegistry registry;

  /** Into a registry; an exporter is a registry too. */
  public BranchMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A fork was made. */
  public void created(String store, String provider, Duration took) {
    Timer.builder(BranchMetric.CREATION.id())
        .description(BranchMetric.CREATION.help())
        .tag("store", store)
        .tag("provider", provider)
        .register(registry)
        .record(took);
  }

  /** A fork without an owner was removed. */
  public void orphanRemoved(String store) {
    counter(BranchMetric.ORPHANS_REMOVED, "store", store).increment();
  }

  /** A sweep came to its end and ended or finished so many branches. */
  public void swept(String sweep, int branches) {
    counter(BranchMetric.SWEEPS, "sweep", sweep).increment();
    counter(BranchMetric.SWEPT, "sweep", sweep).increment(branches);
  }

  private Counter counter(BranchMetric metric, String tag, String value) {
    return Counter.builder(metric.id())
        .description(metric.help())
        .tag(tag, value)
        .register(registry);
  }
}
