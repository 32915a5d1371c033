package dev.hindcast.worker.stream;

import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import dev.hindcast.worker.shard.ShardFailure;
import java.util.List;
import java.util.Locale;

/** Counts streams and times shards. */
public final class StreamMetrics {
  private static final String ANSWERED = "answered";
  private static final String UNANSWERED = "unanswered";
  private static final String DONE = "done";
  private static final String REVOKED = "revoked";

  private final Metrics metrics;

  /** Into the worker's instruments. */
  public StreamMetrics(Metrics metrics) {
    this.metrics = metrics;
    metrics.zero(Metric.STREAMS, List.of(ANSWERED, UNANSWERED));
  }

  /**
   * A stream is over.
   *
   * @param heard whether the gateway said anything
   */
  void ended(boolean heard) {
    metrics.increment(Metric.STREAMS, heard ? ANSWERED : UNANSWERED);
  }

  /**
   * A shard is acknowledged.
   *
   * @param began when, by {@link System#nanoTime()}; 0: it only waited
   */
  void done(long began) {
    took(began, DONE);
  }

  /** Its lease was lost, or the stream with it. */
  void revoked(long began) {
    took(began, REVOKED);
  }

  void failed(ShardFailure.Cause cause, long began) {
    took(began, cause.name().toLowerCase(Locale.ROOT));
  }

  private void took(long began, String result) {
    if (began != 0) {
      metrics.recordSince(Metric.SHARD_DURATION, began, result);
    }
  }
}
