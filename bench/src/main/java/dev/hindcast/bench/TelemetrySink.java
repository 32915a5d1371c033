package dev.hindcast.bench;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** An OTLP receiver that counts and forgets. */
final class TelemetrySink implements AutoCloseable {
  private final LongAdder spans = new LongAdder();
  private final LongAdder exports = new LongAdder();
  private final Server server;

  TelemetrySink() throws IOException {
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new Spans())
            .addService(new Metrics())
            .build()
            .start();
  }

  /** What a process needs in its environment to send all it has here. */
  Map<String, String> environment() {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "http://127.0.0.1:" + server.getPort(),
        "OTEL_METRIC_EXPORT_INTERVAL",
        "10000");
  }

  long spans() {
    return spans.sum();
  }

  long metricExports() {
    return exports.sum();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private final class Spans extends TraceServiceGrpc.TraceServiceImplBase {
    @Override
    public void export(
        ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> observer) {
      for (var resource : request.getResourceSpansList()) {
        resource.getScopeSpansList().forEach(scope -> spans.add(scope.getSpansCount()));
      }
      observer.onNext(ExportTraceServiceResponse.getDefaultInstance());
      observer.onCompleted();
    }
  }

  private final class Metrics extends MetricsServiceGrpc.MetricsServiceImplBase {
    @Override
    public void export(
        ExportMetricsServiceRequest request,
        StreamObserver<ExportMetricsServiceResponse> observer) {
      exports.increment();
      observer.onNext(ExportMetricsServiceResponse.getDefaultInstance());
      observer.onCompleted();
    }
  }
}
