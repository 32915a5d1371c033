package dev.hindcast.ingest.otlp.grpc;

import static dev.hindcast.ingest.otlp.grpc.Messages.attribute;
import static dev.hindcast.ingest.otlp.grpc.Messages.id;
import static dev.hindcast.ingest.otlp.grpc.Messages.request;
import static dev.hindcast.ingest.otlp.grpc.Messages.span;
import static dev.hindcast.ingest.otlp.grpc.Messages.tool;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.ingest.ReceivingStore;
import dev.hindcast.platform.service.RunningService;
import dev.hindcast.testkit.Errors;
import dev.hindcast.testkit.Services;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes in by OTLP, and what the store has of it. */
class TraceServiceIT {
  private static ReceivingStore main;
  private static ReceivingStore other;
  private static RunningService one;
  private static RunningService two;
  private static ManagedChannel channel;
  private static ManagedChannel channelOfTwo;

  private long trace;

  @BeforeAll
  static void start() {
    main = ReceivingStore.make();
    other = ReceivingStore.make();
    one = Services.serve("gateway", limited(main.settings("main")));
    var both = new HashMap<>(main.settings("main"));
    both.putAll(other.settings("other"));
    two = Services.serve("gateway", both);
    channel = Services.channel(one);
    channelOfTwo = Services.channel(two);
  }

  private static Map<String, Object> limited(Map<String, Object> settings) {
    var all = new HashMap<>(settings);
    all.put("hindcast.gateway.ingest.request-spans", 1000);
    return all;
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    channelOfTwo.shutdownNow();
    one.close();
    two.close();
  }

  @BeforeEach
  void ownTrace() {
    trace = System.nanoTime();
  }

  @Test
  void aToolSpanIsAnActionWithAllItSays() {
    var answer =
        export(
            request(
                Map.of("service.name", "shop", "hindcast.context.region", "eu"),
                List.of(
                    tool(trace, 1, "refund", "{\"amount\": 600, \"deep\": {\"list\": [1, null]}}")
                        .addAttributes(attribute("gen_ai.conversation.id", "talk " + trace))
                        .addAttributes(attribute("gen_ai.agent.name", "support"))
                        .addAttributes(attribute("gen_ai.request.model", "m-1"))
                        .addAttributes(attribute("hindcast.tenant", "acme"))
                        .addAttributes(attribute("hindcast.context.user_role", "clerk"))
                        .addAttributes(attribute("hindcast.decision.effect", "warn"))
                        .addAttributes(attribute("hindcast.decision.rule", "refunds"))
                        .addAttributes(attribute("gen_ai.tool.call.id", "call-1"))
                        .addAttributes(attribute("gen_ai.tool.call.result", "{\"ok\":true}"))
                        .build())));
    assertThat(answer).isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
    assertThat(
            main.rows(
                """
                SELECT step, occurred_at AT TIME ZONE 'UTC', tenant, agent, model, operation, tool, arguments, context, result, error, erased, effect,
                  rule_id, bundle_version, length(trace_id), span_id FROM hindcast.action WHERE workflow_id = 'talk %d'"""
                    .formatted(trace)))
        .containsExactly(
            "0|2026-01-01 00:00:01|acme|support|m-1|execute_tool|refund|{\"deep\": {\"list\": [1, null]}, \"amount\": 600}|"
                + "{\"region\": \"eu\", \"user_role\": \"clerk\", \"service.name\": \"shop\", \"gen_ai.tool.call.id\": \"call-1\"}|"
                + "{\"ok\": true}|null|{}|warn|refunds|null|32|0000000000000001");
  }

  @Test
  void whatASpanDoesNotSayIsNotRecorded() {
    export(
        request(
            List.of(
                span(trace, 1, "gen_ai.operation.name", "execute_tool", "gen_ai.tool.name", "mail")
                    .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
                    .build(),
                tool(trace, 2, "mail", "{\"to\": \"x").setDroppedAttributesCount(2).build())));
    assertThat(actions("arguments, context -> 'service.name', result, error, erased"))
        .containsExactly(
            "null|\"shop\"|null|error|{tenant,agent,model}",
            "\"{\\\"to\\\": \\\"x\"|\"shop\"|null|null|{context,tenant,agent,model,result}");
  }

  @Test
  void aBatchThatIsSentAgainIsNotDoubled() {
    var request =
        request(
            LongStream.rangeClosed(1, 100)
                .mapToObj(i -> tool(trace, i, "search", "{\"i\":" + i + "}").build())
                .toList());
    export(request);
    export(request);
    var more = new ArrayList<>(request.getResourceSpans(0).getScopeSpans(0).getSpansList());
    more.addFirst(tool(trace, 101, "search", "{}").build());
    export(request(more));
    assertThat(
            actions(
                "count(*), max(step), count(DISTINCT span_id), bool_and(step = (arguments ->> 'i')::int - 1)"))
        .containsExactly("101|100|101|t");
  }

  @Test
  void spansThatAreNoActionsAreTakenAndPassedOver() {
    var answer =
        export(
            request(
                List.of(
                    span(trace, 1, "http.request.method", "GET").build(),
                    span(trace, 2, "gen_ai.operation.name", "chat", "gen_ai.tool.name", "x")
                        .build(),
                    span(trace, 3, "mcp.method.name", "tools/list").build(),
                    span(trace, 4, "openinference.span.kind", "LLM", "tool.name", "x").build())));
    assertThat(answer).isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
    assertThat(actions("*")).isEmpty();
  }

  @Test
  void oneCallIsOneActionHoweverManyRecordsOfItComeAndInWhateverOrder() {
    var tool = tool(trace, 1, "weather", "{\"city\":\"Oslo\"}").build();
    var client =
        mcp(2, Span.SpanKind.SPAN_KIND_CLIENT, "weather", "9").setParentSpanId(id(1)).build();
    var server =
        mcp(3, Span.SpanKind.SPAN_KIND_SERVER, "weather", "9").setParentSpanId(id(2)).build();
    var otherServer =
        mcp(4, Span.SpanKind.SPAN_KIND_SERVER, "weather", "10").setParentSpanId(id(2)).build();
    export(request(List.of(server, client, tool)));
    assertThat(actions("tool, arguments, span_id")).hasSize(1).first().asString().contains("Oslo");
    export(request(List.of(otherServer)));
    assertThat(actions("span_id")).as("another request is another call").hasSize(2);

    for (var order :
        List.of(
            List.of(server, client, tool),
            List.of(tool, client, server),
            List.of(client, server, tool))) {
      trace++;
      for (var span : order) {
        export(request(List.of(moved(span))));
        export(request(List.of(moved(span))));
      }
      assertThat(actions("span_id")).as(order.toString()).hasSize(1);
    }
  }

  private Span moved(Span span) {
    return span.toBuilder().setTraceId(span(trace, 1).getTraceId()).build();
  }

  private Span.Builder mcp(int number, Span.SpanKind kind, String tool, String request) {
    return span(
            trace,
            number,
            "mcp.method.name",
            "tools/call",
            "gen_ai.tool.name",
            tool,
            "jsonrpc.request.id",
            request)
        .setKind(kind);
  }

  @Test
  void openInferenceAndOlderNamesAreUnderstood() {
    export(
        request(
            List.of(
                span(
                        trace,
                        1,
                        "openinference.span.kind",
                        "TOOL",
                        "tool.name",
                        "lookup",
                        "input.value",
                        "{\"q\": 1}",
                        "input.mime_type",
                        "application/json",
                        "output.value",
                        "plain",
                        "output.mime_type",
                        "text/plain",
                        "metadata",
                        "{}")
                    .build(),
                span(trace, 2, "gen_ai.tool.name", "old", "gen_ai.tool.arguments", "{\"a\": 2}")
                    .build(),
                span(trace, 3, "ai.toolCall.name", "vercel", "ai.toolCall.args", "{\"b\": 3}")
                    .build())));
    assertThat(actions("tool, arguments, result"))
        .containsExactly(
            "lookup|{\"q\": 1}|\"plain\"", "old|{\"a\": 2}|null", "vercel|{\"b\": 3}|null");
  }

  @Test
  void anAgentsRootSpanSaysHowItWent() {
    export(
        request(
            List.of(
                agent(1, Status.StatusCode.STATUS_CODE_OK).build(),
                agent(2, Status.StatusCode.STATUS_CODE_ERROR).setParentSpanId(id(1)).build(),
                agent(3, Status.StatusCode.STATUS_CODE_UNSET).build(),
                span(trace, 4, "hindcast.workflow.outcome", "incident")
                    .setParentSpanId(id(1))
                    .build())));
    export(request(List.of(agent(1, Status.StatusCode.STATUS_CODE_OK).build())));
    assertThat(
            main.rows(
                "SELECT outcome, occurred_at AT TIME ZONE 'UTC' FROM hindcast.workflow_outcome WHERE workflow_id = '%s' ORDER BY outcome_id"
                    .formatted(traceId())))
        .containsExactly("success|2026-01-01 00:00:01.5", "incident|2026-01-01 00:00:04.5");
  }

  private Span.Builder agent(int number, Status.StatusCode status) {
    return span(trace, number, "gen_ai.operation.name", "invoke_agent")
        .setStatus(Status.newBuilder().setCode(status));
  }

  @Test
  void spansThatCannotBeTakenAreRejectedAndTheOthersStored() {
    var deep = "[".repeat(900) + "]".repeat(900);
    var answer =
        export(
            request(
                List.of(
                    tool(trace, 1, "ok", "{\"nul\": \"a\\u0000b\", \"half\": \"\\ud800\"}").build(),
                    tool(trace, 2, "no id", "{}").setSpanId(id(0)).build(),
                    tool(trace, 3, "no time", "{}").setStartTimeUnixNano(0).build(),
                    tool(trace, 4, "too large a number", "{\"n\": 1e400000}").build(),
                    tool(trace, 5, "deep", "{\"deep\": " + deep + "}").build(),
                    tool(trace, 6, "ok too", "{\"quote\": \"\\\"\\\\ \\t\"}").build())));
    assertThat(actions("tool, erased[1]"))
        .containsExactly("ok|args", "deep|tenant", "ok too|tenant");
    assertThat(answer.getPartialSuccess().getRejectedSpans()).isEqualTo(3);
    assertThat(answer.getPartialSuccess().getErrorMessage())
        .isEqualTo(
            "1 span(s): span_id must be 8 bytes, not all zero; 1 span(s): start_time_unix_nano is missing; "
                + "1 span(s): the database cannot hold a value of it");
  }

  @Test
  void aSenderNamesTheStoreByHeaderOrByAttribute() {
    var stub = TraceServiceGrpc.newBlockingStub(channelOfTwo);
    var request = request(List.of(tool(trace, 1, "a", "{}").build()));
    var error = Errors.of(() -> stub.export(request));
    assertThat(error.getReason()).isEqualTo("INVALID_REQUEST");
    assertThat(error.getMetadataMap()).containsEntry("field", "x-hindcast-store");

    var named = stub.withInterceptors(header("other"));
    assertThat(named.export(request).hasPartialSuccess()).isFalse();
    assertThat(
            other.count(
                "SELECT count(*) FROM hindcast.action WHERE trace_id = '" + traceId() + "'"))
        .isOne();
    assertThat(actions("*")).isEmpty();

    var byAttribute =
        request(Map.of("hindcast.store", "main"), List.of(tool(trace, 2, "b", "{}").build()));
    var wrong =
        request(Map.of("hindcast.store", "nowhere"), List.of(tool(trace, 3, "c", "{}").build()));
    var answer = stub.export(byAttribute.toBuilder().mergeFrom(wrong).build());
    assertThat(answer.getPartialSuccess().getRejectedSpans()).isOne();
    assertThat(answer.getPartialSuccess().getErrorMessage())
        .isEqualTo("1 span(s): stores/nowhere does not exist");
    assertThat(actions("tool")).containsExactly("b");
    assertThat(
            Errors.of(() -> stub.withInterceptors(header("nowhere")).export(request)).getReason())
        .isEqualTo("RESOURCE_NOT_FOUND");
  }

  private static io.grpc.ClientInterceptor header(String store) {
    var headers = new Metadata();
    headers.put(Metadata.Key.of("x-hindcast-store", Metadata.ASCII_STRING_MARSHALLER), store);
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }

  @Test
  void tooLargeARequestIsRefusedForGood() {
    var request =
        request(LongStream.rangeClosed(1, 1001).mapToObj(i -> span(trace, i).build()).toList());
    var error = Errors.of(() -> export(request));
    assertThat(error.getReason()).isEqualTo("LIMIT_EXCEEDED");
    assertThat(error.getMetadataMap())
        .containsEntry("allowed", "1000")
        .containsEntry("requested", "1001");
  }

  @Test
  void aReceiversLoginReadsNoActionAndActivatesNoPolicy() {
    for (var sql :
        List.of(
            "SELECT arguments FROM hindcast.action",
            "SELECT * FROM hindcast.workflow_outcome",
            "DELETE FROM hindcast.ingested",
            "UPDATE hindcast.action SET step = 0",
            "SELECT * FROM hindcast.policy_activation",
            "INSERT INTO hindcast.policy_activation (move_id, bundle, version, digest, content, activated_at)"
                + " VALUES (gen_random_uuid(), 'b', '1', 'd', '', now())",
            "CREATE TABLE hindcast.mine (id int)")) {
      var asReceiver = new ReceivingStore(main.login(), main.login());
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> asReceiver.rows(sql))
          .as(sql)
          .hasMessageContaining("permission denied");
    }
  }

  private List<String> actions(String columns) {
    return main.rows(
        "SELECT %s FROM (SELECT * FROM hindcast.action WHERE trace_id = '%s' ORDER BY step) AS a"
            .formatted(columns, traceId()));
  }

  private String traceId() {
    return "%016x%016x".formatted(7, trace);
  }

  private static ExportTraceServiceResponse export(ExportTraceServiceRequest request) {
    return TraceServiceGrpc.newBlockingStub(channel).export(request);
  }
}
