package dev.hindcast.branch.metrics;

import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What there is now, counted when somebody asks, at most every five seconds: every process answers
 * for all. Thread-safe.
 */
public final class ForkGauges {
  private static final Logger log = LoggerFactory.getLogger(ForkGauges.class);
  private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

  private final Supplier<List<ForkCount>> census;
  private final Clock clock;
  private List<ForkCount> last = List.of();
  private long lastNanos;
  private boolean counted;

  /** Counts by a census of the records. */
  public ForkGauges(Supplier<List<ForkCount>> census, Clock clock) {
    this.census = census;
    this.clock = clock;
  }

  /** Shows the gauges of these stores; orphans that were never found are shown too. */
  public void register(Metrics metrics, Collection<String> stores, Collection<String> states) {
    metrics.zero(Metric.ORPHANS_REMOVED, stores);
    metrics.observe(
        Metric.FORKS,
        sink ->
            stores.forEach(
                store ->
                    states.forEach(state -> sink.set(count(store, state), store, lower(state)))));
    metrics.observe(
        Metric.OLDEST_FORK, sink -> stores.forEach(store -> sink.set(oldestAge(store), store)));
    metrics.observe(
        Metric.DIVERGENCE, sink -> stores.forEach(store -> sink.set(divergence(store), store)));
  }

  private static String lower(String state) {
    return state.toLowerCase(Locale.ROOT);
  }

  private double count(String store, String state) {
    return of(store).stream()
        .filter(count -> count.state().equals(state))
        .mapToInt(ForkCount::count)
        .sum();
  }

  private double oldestAge(String store) {
    var now = clock.instant();
    return of(store).stream()
        .mapToDouble(count -> Duration.between(count.oldest(), now).toMillis() / 1000.0)
        .max()
        .orElse(0);
  }

  private double divergence(String store) {
    return of(store).stream().mapToLong(ForkCount::divergenceBytes).sum();
  }

  private List<ForkCount> of(String store) {
    return fresh().stream().filter(count -> count.store().equals(store)).toList();
  }

  private synchronized List<ForkCount> fresh() {
    if (!counted || System.nanoTime() - lastNanos > FRESH_NANOS) {
      try {
        last = census.get();
      } catch (RuntimeException e) {
        log.debug("the branches cannot be counted now; the last count stands", e);
      }
      counted = true;
      lastNanos = System.nanoTime();
    }
    return last;
  }
}
