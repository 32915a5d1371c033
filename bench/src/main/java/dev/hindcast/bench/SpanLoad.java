package dev.hindcast.bench;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Exports of tool spans as an SDK sends them: 512 spans a request, ten of a workflow, with
 * arguments of about 200 characters and ten attributes.
 *
 * @param requests one after the other, for whoever sends next
 */
record SpanLoad(List<ExportTraceServiceRequest> requests, int spans) {
  private static final int OF_REQUEST = 512;
  private static final int OF_WORKFLOW = 10;

  /** Spans of a run; no two runs share any. */
  static SpanLoad of(int run, int spans) {
    var requests = new ArrayList<ExportTraceServiceRequest>();
    var begin = Instant.now().getEpochSecond() * 1_000_000_000L;
    var resource =
        Resource.newBuilder()
            .addAttributes(text("service.name", "support-desk"))
            .addAttributes(text("deployment.environment.name", "production"))
            .build();
    for (int first = 0; first < spans; first += OF_REQUEST) {
      var scope = ScopeSpans.newBuilder();
      for (int i = first; i < Math.min(spans, first + OF_REQUEST); i++) {
        scope.addSpans(span(run, i, begin + i * 1_000_000L));
      }
      requests.add(
          ExportTraceServiceRequest.newBuilder()
              .addResourceSpans(
                  ResourceSpans.newBuilder().setResource(resource).addScopeSpans(scope))
              .build());
    }
    return new SpanLoad(List.copyOf(requests), spans);
  }

  private static Span span(int run, int number, long start) {
    int workflow = number / OF_WORKFLOW;
    // Ids as random as an SDK's.
    long high = (run * 1_000_000_007L + workflow) * 0x9E3779B97F4A7C15L;
    return Span.newBuilder()
        .setTraceId(
            ByteString.copyFrom(ByteBuffer.allocate(16).putLong(high).putLong(~high).flip()))
        .setSpanId(
            ByteString.copyFrom(
                ByteBuffer.allocate(8).putLong((high + number) * 0xBF58476D1CE4E5B9L | 1).flip()))
        .setParentSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(high | 1).flip()))
        .setName("execute_tool refund")
        .setKind(Span.SpanKind.SPAN_KIND_INTERNAL)
        .setStartTimeUnixNano(start)
        .setEndTimeUnixNano(start + 120_000_000L)
        .addAttributes(text("gen_ai.operation.name", "execute_tool"))
        .addAttributes(text("gen_ai.tool.name", number % 3 == 0 ? "refund" : "lookup_order"))
        .addAttributes(text("gen_ai.tool.type", "function"))
        .addAttributes(text("gen_ai.tool.call.id", "call_" + run + "_" + number))
        .addAttributes(text("gen_ai.conversation.id", "conversation-" + run + "-" + workflow))
        .addAttributes(text("gen_ai.agent.name", "support-" + workflow % 20))
        .addAttributes(text("gen_ai.request.model", "model-" + workflow % 3))
        .addAttributes(text("hindcast.context.user_role", "clerk"))
        .addAttributes(
            text(
                "gen_ai.tool.call.arguments",
                "{\"order\":\"O-%d\",\"amount\":%d,\"currency\":\"EUR\",\"reason\":\"the parcel arrived damaged and the customer asked for the money back\",\"items\":[{\"sku\":\"A-%d\",\"count\":2},{\"sku\":\"B-%d\",\"count\":1}]}"
                    .formatted(number, number % 1000, number % 97, number % 89)))
        .addAttributes(
            text("gen_ai.tool.call.result", "{\"status\":\"done\",\"balance\":" + number + "}"))
        .build();
  }

  private static KeyValue text(String name, String value) {
    return KeyValue.newBuilder()
        .setKey(name)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  /** Sends everything once, as so many exporters that each wait for their answers. */
  void send(ManagedChannel channel, int exporters) throws Exception {
    var next = new AtomicInteger();
    var stub = TraceServiceGrpc.newBlockingStub(channel);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var sending =
          threads.invokeAll(
              java.util.Collections.nCopies(
                  exporters,
                  () -> {
                    for (int i = next.getAndIncrement();
                        i < requests.size();
                        i = next.getAndIncrement()) {
                      if (stub.export(requests.get(i)).hasPartialSuccess()) {
                        throw new IllegalStateException("spans were rejected");
                      }
                    }
                    return true;
                  }));
      for (var sent : sending) {
        var _ = sent.get();
      }
    }
  }
}
