package dev.hindcast.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelemetrySettingsTest {
  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

  @Test
  void offUntilTheEnvironmentNamesAPlace() {
    assertThat(of(Map.of()).isOn()).isFalse();
    assertThat(of(Map.of("OTEL_SERVICE_NAME", "x", "OTEL_TRACES_SAMPLER", "always_on")).isOn())
        .isFalse();
    assertThat(of(Map.of(ENDPOINT, "")).isOn()).as("empty is as good as not set").isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "OTEL_EXPORTER_OTLP_ENDPOINT, http://collector:4317, otlp, otlp",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, http://collector:4317, otlp, none",
    "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT, http://collector:4317, none, otlp",
    "OTEL_TRACES_EXPORTER, otlp, otlp, none",
    "OTEL_METRICS_EXPORTER, prometheus, none, prometheus",
  })
  void onWithWhatIsNamedAndNothingElse(String name, String value, String traces, String metrics) {
    var settings = of(Map.of(name, value));

    assertThat(settings.isOn()).isTrue();
    assertThat(settings.properties())
        .containsEntry("otel.traces.exporter", traces)
        .containsEntry("otel.metrics.exporter", metrics)
        .containsEntry("otel.logs.exporter", "none");
  }

  @Test
  void offIfTheEnvironmentSaysSo() {
    assertThat(of(Map.of(ENDPOINT, "http://c:4317", "OTEL_SDK_DISABLED", "true")).isOn()).isFalse();
    assertThat(
            of(Map.of(
                    ENDPOINT,
                    "http://c:4317",
                    "OTEL_TRACES_EXPORTER",
                    "none",
                    "OTEL_METRICS_EXPORTER",
                    "none"))
                .isOn())
        .isFalse();
  }

  @Test
  void metricsAreShownToThisMachineOnlyUnlessSaidOtherwise() {
    assertThat(of(Map.of("OTEL_METRICS_EXPORTER", "prometheus")).properties())
        .containsEntry("otel.exporter.prometheus.host", "127.0.0.1");
    assertThat(
            of(Map.of(
                    "OTEL_METRICS_EXPORTER",
                    "prometheus",
                    "OTEL_EXPORTER_PROMETHEUS_HOST",
                    "0.0.0.0"))
                .properties())
        .containsEntry("otel.exporter.prometheus.host", "0.0.0.0");
  }

  @Test
  void theProcessIsNamedByItsServiceUnlessSaidOtherwise() {
    assertThat(of(Map.of()).properties()).containsEntry("otel.service.name", "gateway");
    assertThat(of(Map.of("OTEL_SERVICE_NAME", "edge")).properties())
        .containsEntry("otel.service.name", "edge");
    assertThat(of(Map.of("OTEL_RESOURCE_ATTRIBUTES", "a=b,service.name=edge")).properties())
        .doesNotContainKey("otel.service.name");
  }

  @ParameterizedTest
  @CsvSource({
    "OTEL_TRACES_EXPORTER, zipkin",
    "OTEL_TRACES_EXPORTER, prometheus",
    "OTEL_METRICS_EXPORTER, 'prometheus,statsd'",
    "OTEL_LOGS_EXPORTER, console",
  })
  void anExporterThatIsNotHereIsNamed(String name, String value) {
    assertThatThrownBy(() -> of(Map.of(name, value)))
        .isInstanceOf(UnusableTelemetryException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(value)
        .hasMessageContaining("otlp");
  }

  @ParameterizedTest
  @CsvSource({
    "OTEL_TRACES_SAMPLER, sometimes",
    "OTEL_TRACES_SAMPLER_ARG, often",
    "OTEL_EXPORTER_OTLP_TIMEOUT, soon",
    "OTEL_EXPORTER_OTLP_PROTOCOL, carrier-pigeon",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, nowhere",
    "OTEL_BSP_SCHEDULE_DELAY, later",
    "OTEL_PROPAGATORS, rumour",
  })
  void aWrongValueIsNamedWithItsSetting(String name, String value) {
    var sampler = name.endsWith("_ARG") ? "traceidratio" : "always_on";
    var environment =
        new java.util.HashMap<>(
            Map.of(ENDPOINT, "http://127.0.0.1:1", "OTEL_TRACES_SAMPLER", sampler));
    environment.put(name, value);

    assertThatThrownBy(() -> Telemetry.start("gateway", environment).close())
        .isInstanceOf(UnusableTelemetryException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(value);
    assertThat(Telemetry.current().isOn()).isFalse();
  }

  @Test
  void nothingIsStartedForNothing() {
    var before = Thread.getAllStackTraces().size();
    try (var telemetry = Telemetry.start("gateway", Map.of())) {
      assertThat(telemetry.isOn()).isFalse();
      assertThat(telemetry.api().getTracer("test").spanBuilder("x").startSpan().isRecording())
          .isFalse();
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .noneMatch(name -> name.startsWith("BatchSpanProcessor"));
      assertThat(Thread.getAllStackTraces()).hasSizeLessThanOrEqualTo(before + 1);
    }
  }

  private static TelemetrySettings of(Map<String, String> environment) {
    return TelemetrySettings.of("gateway", environment);
  }
}
