package dev.hindcast.branch.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
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

  /** Puts the gauges of these stores into a registry. */
  public void register(
      MeterRegistry registry, Collection<String> stores, Collection<String> states) {
    for (var store : stores) {
      for (var state : states) {
        var _ =
            gauge(BranchMetric.FORKS, gauges -> gauges.count(store, state))
                .tag("store", store)
                .tag("state", state)
                .register(registry);
      }
      var _ =
          gauge(BranchMetric.OLDEST_AGE, gauges -> gauges.oldestAge(store))
              .tag("store", store)
              .baseUnit("seconds")
              .register(registry);
      var _ =
          gauge(BranchMetric.DIVERGENCE, gauges -> gauges.divergence(store))
              .tag("store", store)
              .baseUnit("bytes")
              .register(registry);
    }
  }

  private Gauge.Builder<ForkGauges> gauge(BranchMetric metric, ToDoubleFunction<ForkGauges> value) {
    return Gauge.builder(metric.id(), this, value).description(metric.help()).strongReference(true);
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
