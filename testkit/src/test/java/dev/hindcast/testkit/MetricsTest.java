package dev.hindcast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Instruments show what they are told, and refuse what does not fit the list of metrics. */
class MetricsTest {
  private final ReadMetrics read = new ReadMetrics();
  private final Metrics metrics = read.metrics();

  @Test
  void countersBeginAtZeroAndAddUp() {
    metrics.zero(Metric.GATE_VERDICTS, List.of("passed", "failed"));
    metrics.increment(Metric.GATE_VERDICTS, "passed");
    metrics.add(Metric.GATE_VERDICTS, 2, "passed");
    assertThat(read.value(Metric.GATE_VERDICTS, "passed")).contains(3.0);
    assertThat(read.value(Metric.GATE_VERDICTS, "failed")).contains(0.0);
    assertThat(read.value(Metric.GATE_VERDICTS, "skipped")).isEmpty();
  }

  @Test
  void gaugesAreLookedAtUntilTheServiceEnds() {
    metrics.observe(Metric.PROMOTIONS_PENDING, sink -> sink.set(4));
    metrics.observe(
        Metric.WORKERS,
        _ -> {
          throw new IllegalStateException("the database is away");
        });
    assertThat(read.value(Metric.PROMOTIONS_PENDING)).contains(4.0);
    assertThat(read.value(Metric.WORKERS)).isEmpty();
    metrics.close();
    assertThat(read.value(Metric.PROMOTIONS_PENDING)).isEmpty();
  }

  @Test
  void whatDoesNotFitTheListIsAFault() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> metrics.increment(Metric.GATE_VERDICTS))
        .withMessageContaining("[result]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> metrics.record(Metric.WORKERS, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Metrics.none().increment(Metric.GATE_VERDICTS, "passed", "more"));
  }

  @Test
  void withoutTelemetryNothingIsDone() {
    var none = Metrics.none();
    assertThat(none.isOn()).isFalse();
    assertThatNoException()
        .isThrownBy(
            () -> {
              none.increment(Metric.GATE_VERDICTS, "passed");
              none.record(Metric.INGEST_WRITE_DURATION, Duration.ofSeconds(1), "default");
              none.observe(
                  Metric.WORKERS,
                  _ -> {
                    throw new AssertionError("nobody looks");
                  });
            });
  }
}
