package dev.hindcast.ingest.write;

import static java.util.Objects.requireNonNull;

import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.function.IntSupplier;

/** Counts what comes in and what becomes of it. Thread-safe. */
@Singleton
public final class IngestMetrics {
  private final Metrics metrics;

  /** Into the gateway's instruments. */
  public IngestMetrics(Metrics metrics) {
    this.metrics = requireNonNull(metrics);
  }

  /** How records come. */
  public enum Source {
    OTLP,
    OPA;

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What becomes of a record of a request that is answered. */
  public enum Fate {
    /** On disk as an action. */
    TAKEN,
    /** Accepted and passed over. */
    NOT_ACTION,
    /** Refused for what it is. */
    MALFORMED,
    /** Refused for the store that it names. */
    UNKNOWN_STORE,
    /** Refused by the database. */
    VALUE_REFUSED;

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What becomes of a delivery. */
  enum Result {
    STORED,
    /** Too much waits. */
    FULL,
    /** The store does not answer, or the gateway goes down. */
    UNAVAILABLE,
    /** A fault of ours. */
    FAILED;

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Shows a source that receives: nothing came of it yet. */
  public void receives(Source source) {
    for (var fate : Fate.values()) {
      received(source, fate, 0);
    }
  }

  /** Records of a request that is answered. */
  public void received(Source source, Fate fate, int records) {
    metrics.add(Metric.INGEST_RECORDS, records, source.label(), fate.label());
  }

  /** Shows a writer. */
  void writes(String store, IntSupplier waiting) {
    for (var result : Result.values()) {
      metrics.add(Metric.INGEST_DELIVERIES, 0, store, result.label());
    }
    written(store, 0, 0);
    metrics.observe(Metric.INGEST_WAITING, sink -> sink.set(waiting.getAsInt(), store));
  }

  void delivered(String store, Result result, int deliveries) {
    metrics.add(Metric.INGEST_DELIVERIES, deliveries, store, result.label());
  }

  void written(String store, int fresh, int known) {
    metrics.add(Metric.INGEST_ACTIONS, fresh, store, "new");
    metrics.add(Metric.INGEST_ACTIONS, known, store, "known");
  }

  /**
   * A call to a store is over.
   *
   * @param began by {@link System#nanoTime()}
   */
  void took(String store, long began) {
    metrics.recordSince(Metric.INGEST_WRITE_DURATION, began, store);
  }
}
