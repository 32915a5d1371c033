package dev.hindcast.testkit;

import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Instruments whose values a test reads. */
public final class ReadMetrics {
  private final Reader reader = new Reader();
  private final Metrics metrics =
      new Metrics(
          OpenTelemetrySdk.builder()
              .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(reader).build())
              .build());

  /** What the code under test counts with. */
  public Metrics metrics() {
    return metrics;
  }

  /**
   * What it shows now: the value of a counter or gauge, the count of a histogram.
   *
   * @param values of its attributes; empty: nothing was ever told of them
   */
  public Optional<Double> value(Metric metric, String... values) {
    return points(metric)
        .filter(
            point ->
                Stream.of(values)
                    .toList()
                    .equals(
                        metric.attributes().stream()
                            .map(
                                name ->
                                    String.valueOf(
                                        point.getAttributes().asMap().entrySet().stream()
                                            .filter(entry -> entry.getKey().getKey().equals(name))
                                            .map(entry -> entry.getValue())
                                            .findFirst()
                                            .orElse("")))
                            .toList()))
        .map(ReadMetrics::value)
        .findFirst();
  }

  private Stream<? extends PointData> points(Metric metric) {
    return reader.read().stream()
        .filter(data -> data.getName().equals(metric.id()))
        .flatMap(data -> data.getData().getPoints().stream());
  }

  private static double value(PointData point) {
    return switch (point) {
      case DoublePointData number -> number.getValue();
      case HistogramPointData histogram -> histogram.getCount();
      default -> throw new IllegalStateException("no instrument of ours makes " + point);
    };
  }

  private static final class Reader implements MetricReader {
    private volatile CollectionRegistration registration = CollectionRegistration.noop();

    @Override
    public void register(CollectionRegistration with) {
      registration = with;
    }

    private List<MetricData> read() {
      return List.copyOf(registration.collectAllMetrics());
    }

    @Override
    public CompletableResultCode forceFlush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return AggregationTemporality.CUMULATIVE;
    }
  }
}
