package dev.hindcast.ingest.otlp.grpc;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** OTLP messages of tests. */
public final class Messages {
  static final long START = 1_767_225_600_000_000_000L; // 2026-01-01T00:00:00Z

  private Messages() {}

  static ExportTraceServiceRequest request(List<Span> spans) {
    return request(Map.of("service.name", "shop"), spans);
  }

  static ExportTraceServiceRequest request(Map<String, String> resource, List<Span> spans) {
    var attributes = Resource.newBuilder();
    resource.forEach((name, value) -> attributes.addAttributes(attribute(name, value)));
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(attributes)
                .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(spans)))
        .build();
  }

  /** The n-th span of a trace, begun n seconds after {@link #START}. */
  static Span.Builder span(long trace, long number, String... attributes) {
    var span =
        Span.newBuilder()
            .setTraceId(
                ByteString.copyFrom(ByteBuffer.allocate(16).putLong(7).putLong(trace).flip()))
            .setSpanId(id(number))
            .setName("span " + number)
            .setKind(Span.SpanKind.SPAN_KIND_INTERNAL)
            .setStartTimeUnixNano(START + number * 1_000_000_000L)
            .setEndTimeUnixNano(START + number * 1_000_000_000L + 500_000_000L);
    for (int i = 0; i < attributes.length; i += 2) {
      span.addAttributes(attribute(attributes[i], attributes[i + 1]));
    }
    return span;
  }

  /** A request with one call of a tool. */
  public static ExportTraceServiceRequest oneTool() {
    return request(List.of(tool(1, 1, "search", "{}").build()));
  }

  static Span.Builder tool(long trace, long number, String tool, String arguments) {
    return span(
        trace,
        number,
        "gen_ai.operation.name",
        "execute_tool",
        "gen_ai.tool.name",
        tool,
        "gen_ai.tool.call.arguments",
        arguments);
  }

  static ByteString id(long number) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(number).flip());
  }

  static KeyValue attribute(String name, String value) {
    return KeyValue.newBuilder()
        .setKey(name)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }
}
