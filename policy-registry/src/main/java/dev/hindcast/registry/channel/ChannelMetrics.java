package dev.hindcast.registry.channel;

import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import jakarta.inject.Singleton;
import java.util.List;

/** Counts moves. */
@Singleton
final class ChannelMetrics {
  private static final String FOUR_EYES = "four_eyes";

  private final Metrics metrics;

  ChannelMetrics(Metrics metrics) {
    this.metrics = metrics;
    for (var channel : List.of("production", "other")) {
      for (var result : List.of("moved", "elsewhere", FOUR_EYES)) {
        metrics.add(Metric.CHANNEL_MOVES, 0, channel, result);
      }
    }
  }

  void tried(ChannelName name, MoveOutcome outcome) {
    count(
        name,
        switch (outcome) {
          case MoveOutcome.Moved _ -> "moved";
          case MoveOutcome.AlreadyThere _ -> "already_there";
          case MoveOutcome.Repeated _ -> "repeated";
          case MoveOutcome.IdTaken _ -> "id_taken";
          case MoveOutcome.Elsewhere _ -> "elsewhere";
        });
  }

  /** Its author would have activated it. */
  void refused(ChannelName name) {
    count(name, FOUR_EYES);
  }

  /** Channels are named by their users: only the one that counts is told apart. */
  private void count(ChannelName name, String result) {
    metrics.increment(Metric.CHANNEL_MOVES, name.isProduction() ? "production" : "other", result);
  }
}
