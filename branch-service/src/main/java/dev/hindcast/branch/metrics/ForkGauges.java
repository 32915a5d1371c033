package dev.hindcast.branch.metrics;

import dev.hindcast.platform.telemetry.Latest;
import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What there is now, as it was counted last: every process answers for all, and whoever asks does
 * not wait for a database. Shows nothing when it could not be counted for half a minute.
 * Thread-safe.
 */
public final class ForkGauges implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ForkGauges.class);

  private final Supplier<List<ForkCount>> census;
  private final Clock clock;
  private final Latest<List<ForkCount>> latest = new Latest<>();
  private final ScheduledExecutorService counting =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("census").factory());

  /** Counts by a census of the records. */
  public ForkGauges(Supplier<List<ForkCount>> census, Clock clock) {
    this.census = census;
    this.clock = clock;
  }

  /** Counts now and after each such time, until it is closed. */
  public void countEvery(Duration interval) {
    var _ =
        counting.scheduleWithFixedDelay(
            this::tryToCount, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void tryToCount() {
    try {
      count();
    } catch (RuntimeException e) {
      log.debug("the branches cannot be counted now; the last count stands for a while", e);
    }
  }

  /** Counts once. */
  public void count() {
    latest.set(census.get());
  }

  /** Shows the gauges of these stores; orphans that were never found are shown too. */
  public void register(Metrics metrics, Collection<String> stores, Collection<String> states) {
    metrics.zero(Metric.ORPHANS_REMOVED, stores);
    metrics.observe(
        Metric.FORKS,
        sink ->
            latest.get().ifPresent(all -> stores.forEach(store -> show(all, store, states, sink))));
    metrics.observe(
        Metric.OLDEST_FORK,
        sink ->
            latest
                .get()
                .ifPresent(
                    all -> stores.forEach(store -> sink.set(oldestAge(of(all, store)), store))));
    metrics.observe(
        Metric.DIVERGENCE,
        sink ->
            latest
                .get()
                .ifPresent(
                    all -> stores.forEach(store -> sink.set(divergence(of(all, store)), store))));
  }

  private static void show(
      List<ForkCount> all, String store, Collection<String> states, Metrics.Sink sink) {
    var counts = of(all, store);
    for (var state : states) {
      sink.set(count(counts, state), store, state.toLowerCase(Locale.ROOT));
    }
  }

  private static double count(List<ForkCount> counts, String state) {
    return counts.stream()
        .filter(count -> count.state().equals(state))
        .mapToInt(ForkCount::count)
        .sum();
  }

  private double oldestAge(List<ForkCount> counts) {
    var now = clock.instant();
    return counts.stream()
        .mapToDouble(count -> Duration.between(count.oldest(), now).toMillis() / 1000.0)
        .max()
        .orElse(0);
  }

  private static double divergence(List<ForkCount> counts) {
    return counts.stream().mapToLong(ForkCount::divergenceBytes).sum();
  }

  private static List<ForkCount> of(List<ForkCount> all, String store) {
    return all.stream().filter(count -> count.store().equals(store)).toList();
  }

  /** Counts no more. */
  @Override
  public void close() {
    counting.shutdownNow();
  }
}
