package dev.hindcast.gateway.promotion;

import dev.hindcast.platform.telemetry.Latest;
import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import jakarta.inject.Singleton;
import java.util.List;

/** Counts verdicts and what became of promotions. */
@Singleton
final class PromotionMetrics {
  private static final String PASSED = "passed";
  private static final String FAILED = "failed";
  private static final String DONE = "done";
  private static final String REFUSED = "refused";
  private static final String GATES_FAILED = "gates_failed";
  private static final String WITHDRAWN = "withdrawn";

  private final Metrics metrics;
  private final PromotionStore store;
  private final Latest<Long> pending = new Latest<>();

  PromotionMetrics(Metrics metrics, PromotionStore store) {
    this.metrics = metrics;
    this.store = store;
    metrics.zero(Metric.GATE_VERDICTS, List.of(PASSED, FAILED));
    metrics.zero(Metric.PROMOTIONS, List.of(DONE, REFUSED, GATES_FAILED, WITHDRAWN));
    metrics.observe(Metric.PROMOTIONS_PENDING, sink -> pending.get().ifPresent(sink::set));
  }

  /** Counts what is pending, if anybody wants to know. */
  void look() {
    if (metrics.isOn()) {
      pending.set(store.pending());
    }
  }

  void judged(List<Verdict> verdicts) {
    verdicts.forEach(
        verdict -> metrics.increment(Metric.GATE_VERDICTS, verdict.passed() ? PASSED : FAILED));
  }

  void done() {
    metrics.increment(Metric.PROMOTIONS, DONE);
  }

  void refused() {
    metrics.increment(Metric.PROMOTIONS, REFUSED);
  }

  void gatesFailed() {
    metrics.increment(Metric.PROMOTIONS, GATES_FAILED);
  }

  void withdrawn() {
    metrics.increment(Metric.PROMOTIONS, WITHDRAWN);
  }
}
