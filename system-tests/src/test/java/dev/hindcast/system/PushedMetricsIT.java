package dev.hindcast.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import dev.hindcast.platform.telemetry.Telemetry;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A collector gets the metrics by OTLP, the last ones when the process ends. */
class PushedMetricsIT {
  private final Receiver receiver = new Receiver();

  private static final class Receiver extends MetricsServiceGrpc.MetricsServiceImplBase {
    private final List<ExportMetricsServiceRequest> requests = new CopyOnWriteArrayList<>();

    @Override
    public void export(
        ExportMetricsServiceRequest request,
        StreamObserver<ExportMetricsServiceResponse> response) {
      requests.add(request);
      response.onNext(ExportMetricsServiceResponse.getDefaultInstance());
      response.onCompleted();
    }
  }

  @Test
  void whatWasCountedIsSentWithItsUnitAndHelpBeforeTheProcessEnds() throws IOException {
    var server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(receiver)
            .build()
            .start();
    try (var telemetry =
        Telemetry.start(
            "gateway",
            Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + server.getPort()))) {
      new Metrics(telemetry.api()).add(Metric.BACKPRESSURE, 2.5);
    }
    server.shutdownNow();

    var sent =
        receiver.requests.stream()
            .flatMap(request -> request.getResourceMetricsList().stream())
            .flatMap(resource -> resource.getScopeMetricsList().stream())
            .flatMap(scope -> scope.getMetricsList().stream())
            .filter(metric -> metric.getName().equals(Metric.BACKPRESSURE.id()))
            .toList();
    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst().getUnit()).isEqualTo("s");
    assertThat(sent.getFirst().getDescription()).isEqualTo(Metric.BACKPRESSURE.help());
    assertThat(sent.getFirst().getSum().getIsMonotonic()).isTrue();
    assertThat(sent.getFirst().getSum().getDataPoints(0).getAsDouble()).isEqualTo(2.5);
  }
}
