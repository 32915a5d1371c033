package dev.hindcast.system;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** An OTLP receiver on a real port that keeps what it gets. */
final class SpanReceiver implements AutoCloseable {
  private final List<Received> spans = new CopyOnWriteArrayList<>();
  private final Server server;

  SpanReceiver() {
    var service =
        new TraceServiceGrpc.TraceServiceImplBase() {
          @Override
          public void export(
              ExportTraceServiceRequest request,
              StreamObserver<ExportTraceServiceResponse> observer) {
            take(request);
            observer.onNext(ExportTraceServiceResponse.getDefaultInstance());
            observer.onCompleted();
          }
        };
    try {
      server =
          Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
              .addService(service)
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(ExportTraceServiceRequest request) {
    for (var resource : request.getResourceSpansList()) {
      var service = text(resource.getResource().getAttributesList()).get("service.name");
      for (var scope : resource.getScopeSpansList()) {
        scope.getSpansList().forEach(span -> spans.add(new Received(service, span)));
      }
    }
  }

  /** What a process needs in its environment to send its spans here, soon. */
  Map<String, String> environment() {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "http://127.0.0.1:" + server.getPort(),
        "OTEL_METRICS_EXPORTER",
        "none",
        "OTEL_BSP_SCHEDULE_DELAY",
        "100");
  }

  List<Received> spans() {
    return List.copyOf(spans);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private static Map<String, String> text(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(
            Collectors.toMap(
                KeyValue::getKey, pair -> pair.getValue().getStringValue(), (a, _) -> a));
  }

  /** A span and the service that sent it. */
  record Received(String service, Span span) {
    String name() {
      return span.getName();
    }

    String trace() {
      return hex(span.getTraceId());
    }

    boolean isRoot() {
      return span.getParentSpanId().isEmpty();
    }

    Map<String, String> texts() {
      return text(span.getAttributesList());
    }

    boolean isParentOf(Received other) {
      return span.getTraceId().equals(other.span.getTraceId())
          && span.getSpanId().equals(other.span.getParentSpanId());
    }

    private static String hex(com.google.protobuf.ByteString bytes) {
      return java.util.HexFormat.of().formatHex(bytes.toByteArray());
    }
  }
}
