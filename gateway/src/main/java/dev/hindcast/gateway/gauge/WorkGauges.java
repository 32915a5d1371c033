package dev.hindcast.gateway.gauge;

import dev.hindcast.gateway.chore.Chore;
import dev.hindcast.gateway.scaler.ScalerService;
import dev.hindcast.platform.telemetry.Latest;
import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Takes the census now and then, if anybody wants to know, and shows the last one. */
@Singleton
final class WorkGauges implements Chore {
  private final Metrics metrics;
  private final CensusStore store;
  private final ScalerService scaler;
  private final Latest<Census> census = new Latest<>();
  private final Latest<Double> backlog = new Latest<>();

  WorkGauges(Metrics metrics, CensusStore store, ScalerService scaler) {
    this.metrics = metrics;
    this.store = store;
    this.scaler = scaler;
    metrics.observe(
        Metric.REPLAYS_OPEN,
        sink ->
            census
                .get()
                .ifPresent(
                    now -> {
                      sink.set(now.running(), "running");
                      sink.set(now.paused(), "paused");
                      sink.set(now.following(), "following");
                    }));
    metrics.observe(Metric.SHARDS, sink -> census.get().ifPresent(now -> show(now.shards(), sink)));
    metrics.observe(
        Metric.FOLLOW_LAG,
        sink -> census.get().ifPresent(now -> sink.set(now.lag().toMillis() / 1e3)));
    metrics.observe(
        Metric.FOLLOW_WAITING, sink -> census.get().ifPresent(now -> sink.set(now.waiting())));
    metrics.observe(Metric.BACKLOG, sink -> backlog.get().ifPresent(sink::set));
  }

  private static void show(Census.Shards shards, Metrics.Sink sink) {
    sink.set(shards.pending(), "pending");
    sink.set(shards.leased(), "leased");
    sink.set(shards.done(), "done");
    sink.set(shards.poisoned(), "poisoned");
  }

  @Override
  public String name() {
    return "census";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(1);
  }

  @Override
  public void run() {
    if (metrics.isOn()) {
      census.set(store.read());
      backlog.set(scaler.value(dev.hindcast.gateway.scaler.Metric.SECONDS));
    }
  }
}
