package dev.hindcast.platform.jdbc;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.PoolStats;
import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Tells how busy pools are: of each that is a bean, and of those that it is asked to watch. */
@Singleton
public final class PoolMetrics implements BeanCreatedEventListener<HikariDataSource> {
  private final Metrics metrics;

  /** Into a service's instruments. */
  public PoolMetrics(Metrics metrics) {
    this.metrics = requireNonNull(metrics);
  }

  @Override
  public HikariDataSource onCreated(BeanCreatedEvent<HikariDataSource> event) {
    watch(event.getBean());
    return event.getBean();
  }

  /** Watches a pool from now on; its name is the attribute. */
  public void watch(HikariDataSource pool) {
    if (metrics.isOn()) {
      pool.setMetricsTrackerFactory(this::tracker);
    }
  }

  private IMetricsTracker tracker(String pool, PoolStats stats) {
    metrics.observe(
        Metric.POOL_CONNECTIONS,
        sink -> {
          sink.set(stats.getActiveConnections(), pool, "used");
          sink.set(stats.getIdleConnections(), pool, "idle");
        });
    metrics.observe(Metric.POOL_MAX, sink -> sink.set(stats.getMaxConnections(), pool));
    metrics.observe(Metric.POOL_PENDING, sink -> sink.set(stats.getPendingThreads(), pool));
    metrics.add(Metric.POOL_TIMEOUTS, 0, pool);
    return new IMetricsTracker() {
      @Override
      public void recordConnectionAcquiredNanos(long nanos) {
        metrics.record(Metric.POOL_WAIT, Duration.ofNanos(nanos), pool);
      }

      @Override
      public void recordConnectionTimeout() {
        metrics.increment(Metric.POOL_TIMEOUTS, pool);
      }
    };
  }
}
