package dev.hindcast.registry.activation;

import dev.hindcast.platform.telemetry.Latest;
import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Counts attempts to tell stores what production runs, and shows which of them do not know it. */
@Singleton
final class ActivationMetrics {
  private final Metrics metrics;
  private final ActivationStore outbox;
  private final Latest<Map<String, Long>> pending = new Latest<>();

  ActivationMetrics(Metrics metrics, ActivationStore outbox, ActivationSettings settings) {
    this.metrics = metrics;
    this.outbox = outbox;
    for (var store : settings.stores()) {
      for (var result : List.of("recorded", "unavailable", "refused")) {
        metrics.add(Metric.ACTIVATIONS, 0, store, result);
      }
    }
    metrics.observe(
        Metric.ACTIVATIONS_PENDING,
        sink ->
            pending
                .get()
                .ifPresent(
                    now ->
                        settings
                            .stores()
                            .forEach(store -> sink.set(now.getOrDefault(store, 0L), store))));
  }

  /** Counts what is pending, if anybody wants to know. */
  void look() {
    if (metrics.isOn()) {
      pending.set(outbox.pending());
    }
  }

  void answered(String store, Answer answer) {
    metrics.increment(
        Metric.ACTIVATIONS,
        store,
        switch (answer) {
          case Answer.Recorded _ -> "recorded";
          case Answer.Unavailable _ -> "unavailable";
          case Answer.Refused _ -> "refused";
        });
  }
}
