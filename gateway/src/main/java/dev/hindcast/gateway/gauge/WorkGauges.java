package dev.hindcast.gateway.gauge;

import dev.hindcast.gateway.scaler.ScalerService;
import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import io.micronaut.context.annotation.Context;
import java.time.Duration;

/** Shows the census. One statement answers all gauges of a collection. */
@Context
final class WorkGauges {
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private final CensusStore store;
  private Census last;
  private long lastNanos;

  WorkGauges(Metrics metrics, CensusStore store, ScalerService scaler) {
    this.store = store;
    metrics.observe(
        Metric.REPLAYS_OPEN,
        sink -> {
          var census = census();
          sink.set(census.running(), "running");
          sink.set(census.paused(), "paused");
          sink.set(census.following(), "following");
        });
    metrics.observe(
        Metric.SHARDS,
        sink -> {
          var shards = census().shards();
          sink.set(shards.pending(), "pending");
          sink.set(shards.leased(), "leased");
          sink.set(shards.done(), "done");
          sink.set(shards.poisoned(), "poisoned");
        });
    metrics.observe(Metric.FOLLOW_LAG, sink -> sink.set(census().lag().toMillis() / 1e3));
    metrics.observe(Metric.FOLLOW_WAITING, sink -> sink.set(census().waiting()));
    metrics.observe(
        Metric.BACKLOG, sink -> sink.set(scaler.value(dev.hindcast.gateway.scaler.Metric.SECONDS)));
  }

  private synchronized Census census() {
    if (last == null || System.nanoTime() - lastNanos > FRESH_NANOS) {
      last = store.read();
      lastNanos = System.nanoTime();
    }
    return last;
  }
}
