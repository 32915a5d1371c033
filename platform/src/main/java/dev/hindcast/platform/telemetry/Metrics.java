package dev.hindcast.platform.telemetry;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instruments of a service. Values of attributes come in the order of {@link
 * Metric#attributes()}. Thread-safe; without telemetry nothing is done. Call it a batch or a shard
 * at a time, never an action.
 */
@Singleton
public final class Metrics implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Metrics.class);

  /** From a statement to a large shard, in seconds. */
  static final List<Double> BOUNDARIES =
      List.of(
          0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0);

  private final Optional<Meter> meter;
  private final Map<Metric, DoubleCounter> counters = new EnumMap<>(Metric.class);
  private final Map<Metric, DoubleHistogram> histograms = new EnumMap<>(Metric.class);
  private final List<AutoCloseable> gauges = new ArrayList<>();

  /** Those of a process's telemetry. */
  public Metrics(OpenTelemetry telemetry) {
    meter =
        Optional.of(telemetry)
            .filter(api -> !api.equals(OpenTelemetry.noop()))
            .map(api -> api.getMeter("dev.hindcast"));
    meter.ifPresent(this::build);
  }

  /** For a process without telemetry. */
  public static Metrics none() {
    return new Metrics(OpenTelemetry.noop());
  }

  /** Whether anything that is counted goes anywhere. */
  public boolean isOn() {
    return meter.isPresent();
  }

  private void build(Meter from) {
    for (var metric : Metric.values()) {
      switch (metric.kind()) {
        case COUNTER ->
            counters.put(
                metric,
                from.counterBuilder(metric.id())
                    .setUnit(metric.unit())
                    .setDescription(metric.help())
                    .ofDoubles()
                    .build());
        case HISTOGRAM ->
            histograms.put(
                metric,
                from.histogramBuilder(metric.id())
                    .setUnit(metric.unit())
                    .setDescription(metric.help())
                    .setExplicitBucketBoundariesAdvice(BOUNDARIES)
                    .build());
        case GAUGE -> {
          // Built when there is somebody who looks.
        }
      }
    }
  }

  /** Counts. */
  public void add(Metric metric, double more, String... values) {
    require(metric, Metric.Kind.COUNTER, values);
    if (meter.isPresent()) {
      counters.get(metric).add(more, attributes(metric, values));
    }
  }

  /** Counts one. */
  public void increment(Metric metric, String... values) {
    add(metric, 1, values);
  }

  /**
   * Shows zero for each value until something is counted: a rate of what never happened before sees
   * its first time only so.
   */
  public void zero(Metric metric, Iterable<String> values) {
    values.forEach(value -> add(metric, 0, value));
  }

  /** How long something took. */
  public void record(Metric metric, Duration took, String... values) {
    require(metric, Metric.Kind.HISTOGRAM, values);
    if (meter.isPresent()) {
      histograms.get(metric).record(took.toNanos() / 1e9, attributes(metric, values));
    }
  }

  /** How long something took that began at a time of {@link System#nanoTime()}. */
  public void recordSince(Metric metric, long begin, String... values) {
    record(metric, Duration.ofNanos(System.nanoTime() - begin), values);
  }

  /** Takes the values of a gauge. */
  @FunctionalInterface
  public interface Sink {

    void set(double value, String... values);
  }

  /**
   * Looks at a gauge whenever it is asked for, until the service ends. What fails shows no value.
   *
   * @param look cheap, and never concurrent with itself
   */
  public synchronized void observe(Metric metric, Consumer<Sink> look) {
    requireNonNull(look);
    requireKind(metric, Metric.Kind.GAUGE);
    meter.ifPresent(
        from ->
            gauges.add(
                from.gaugeBuilder(metric.id())
                    .setUnit(metric.unit())
                    .setDescription(metric.help())
                    .buildWithCallback(
                        measurement -> {
                          try {
                            look.accept(
                                (value, values) -> {
                                  require(metric, Metric.Kind.GAUGE, values);
                                  measurement.record(value, attributes(metric, values));
                                });
                          } catch (RuntimeException e) {
                            log.debug("{} cannot be told now", metric.id(), e);
                          }
                        })));
  }

  private static Attributes attributes(Metric metric, String... values) {
    if (values.length == 0) {
      return Attributes.empty();
    }
    var attributes = Attributes.builder();
    for (int i = 0; i < values.length; i++) {
      attributes.put(AttributeKey.stringKey(metric.attributes().get(i)), values[i]);
    }
    return attributes.build();
  }

  private static void require(Metric metric, Metric.Kind kind, String... values) {
    requireKind(metric, kind);
    if (values.length != metric.attributes().size()) {
      throw new IllegalArgumentException(metric + " takes values of " + metric.attributes());
    }
  }

  private static void requireKind(Metric metric, Metric.Kind kind) {
    if (metric.kind() != kind) {
      throw new IllegalArgumentException(metric + " is no " + kind);
    }
  }

  /** Looks at no gauge any more: what they look at ends with the service. */
  @Override
  @PreDestroy
  public synchronized void close() {
    for (var gauge : gauges) {
      try {
        gauge.close();
      } catch (Exception e) {
        log.debug("a gauge stays", e);
      }
    }
    gauges.clear();
  }
}
