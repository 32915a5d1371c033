package dev.hindcast.registry.activation;

import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import io.micronaut.context.annotation.Context;
import java.util.List;

/** Counts attempts to tell stores what production runs, and shows which of them do not know it. */
@Context
final class ActivationMetrics {
  private final Metrics metrics;

  ActivationMetrics(Metrics metrics, ActivationStore outbox, ActivationSettings settings) {
    this.metrics = metrics;
    for (var store : settings.stores()) {
      for (var result : List.of("recorded", "unavailable", "refused")) {
        metrics.add(Metric.ACTIVATIONS, 0, store, result);
      }
    }
    metrics.observe(
        Metric.ACTIVATIONS_PENDING,
        sink -> {
          var pending = outbox.pending();
          settings.stores().forEach(store -> sink.set(pending.getOrDefault(store, 0L), store));
        });
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
