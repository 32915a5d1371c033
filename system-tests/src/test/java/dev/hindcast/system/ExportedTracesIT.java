package dev.hindcast.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.tracestore.IngestGrants;
import dev.hindcast.tracestore.TraceStoreSchema;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** OpenTelemetry's own exporter fills the store, and what it brought is replayed. */
class ExportedTracesIT {
  private static final int WORKFLOWS = 300;
  private static final int STEPS = 10;
  private static final String LOGIN = "receiver";

  @Test
  void spansOfARealExporterAreReplayedThoughPostgresDiedAndEveryBatchCameTwice() {
    try (var postgres = new PostgresProcess()) {
      var store = postgres.database("traces");
      TraceStoreSchema.migrate(store);
      SyntheticStore.run(store, "CREATE ROLE " + LOGIN + " LOGIN PASSWORD 'receiver'");
      IngestGrants.grant(store, LOGIN);
      try (var cluster = new Cluster(store, receiving(store))) {
        try (var provider = provider(cluster.gateway().target())) {
          var tracer = provider.get("agents");
          record(tracer, 0, WORKFLOWS / 2);
          assertThat(provider.forceFlush().join(60, TimeUnit.SECONDS).isSuccess()).isTrue();
          postgres.kill();
          record(tracer, WORKFLOWS / 2, WORKFLOWS);
          var flushed = provider.forceFlush();
          postgres.start();
          assertThat(flushed.join(60, TimeUnit.SECONDS).isSuccess())
              .as("all is taken, at the latest when it is sent again: " + cluster.gateway().log())
              .isTrue();
        }

        assertThat(
                List.of(
                    SyntheticStore.count(store, "SELECT count(*) FROM hindcast.action"),
                    SyntheticStore.count(
                        store, "SELECT count(DISTINCT span_id) FROM hindcast.action"),
                    SyntheticStore.count(
                        store, "SELECT count(DISTINCT workflow_id) FROM hindcast.action"),
                    SyntheticStore.count(store, "SELECT max(step) + 1 FROM hindcast.action")))
            .containsExactly(
                (long) WORKFLOWS * STEPS, (long) WORKFLOWS * STEPS, (long) WORKFLOWS, (long) STEPS);
        assertReplayed(cluster);
      }
    }
  }

  private static void assertReplayed(Cluster cluster) {
    cluster.addWorkers(1);
    var test = new PolicyTest(cluster);
    var branch = test.fork();
    test.load(branch, BundleSource.of(SyntheticStore.REFUND_LIMIT).toTarGz(), "");
    var replay = test.await(test.startAgainstAllowAll(branch, 4));
    assertThat(replay.getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
    var diff = test.diff(replay);
    assertThat(diff.getCoverage().getActionCount()).isEqualTo((long) WORKFLOWS * STEPS);
    // One refund a workflow, of 10 to 3,000 in steps of 10.
    assertThat(diff.getChangedCount()).isEqualTo(WORKFLOWS - 50L);
    assertThat(diff.getWorkflows().getSuccessCount())
        .as("every third workflow failed in production")
        .isEqualTo(brokenOnes());
    test.delete(branch);
  }

  private static long brokenOnes() {
    long broken = 0;
    for (int workflow = 50; workflow < WORKFLOWS; workflow++) {
      broken += workflow % 3 == 0 ? 0 : 1;
    }
    return broken;
  }

  private static void record(Tracer tracer, int from, int to) {
    for (int workflow = from; workflow < to; workflow++) {
      var conversation = "conversation-" + workflow;
      var root =
          tracer
              .spanBuilder("invoke_agent support")
              .setNoParent()
              .setAttribute("gen_ai.operation.name", "invoke_agent")
              .setAttribute("gen_ai.conversation.id", conversation)
              .startSpan();
      for (int step = 0; step < STEPS; step++) {
        var refund = step == STEPS - 1;
        var tool = refund ? "refund" : "search";
        tracer
            .spanBuilder("execute_tool " + tool)
            .setParent(Context.root().with(root))
            .setAttribute("gen_ai.operation.name", "execute_tool")
            .setAttribute("gen_ai.tool.name", tool)
            .setAttribute("gen_ai.conversation.id", conversation)
            .setAttribute("gen_ai.agent.name", "support")
            .setAttribute("gen_ai.request.model", "model")
            .setAttribute("hindcast.tenant", "acme")
            .setAttribute(
                "gen_ai.tool.call.arguments",
                refund ? "{\"amount\": " + (workflow + 1) * 10 + "}" : "{\"query\": \"orders\"}")
            .setAttribute("gen_ai.tool.call.result", "{\"ok\": true}")
            .startSpan()
            .end();
      }
      root.setStatus(workflow % 3 == 0 ? StatusCode.ERROR : StatusCode.OK).end();
    }
  }

  private static SdkTracerProvider provider(String gateway) {
    var exporter =
        OtlpGrpcSpanExporter.builder()
            .setEndpoint("http://" + gateway)
            .setRetryPolicy(
                RetryPolicy.builder()
                    .setMaxAttempts(5)
                    .setInitialBackoff(Duration.ofSeconds(2))
                    .setMaxBackoff(Duration.ofSeconds(8))
                    .build())
            .setTimeout(Duration.ofSeconds(60))
            .build();
    return SdkTracerProvider.builder()
        .addSpanProcessor(
            BatchSpanProcessor.builder(new Twice(exporter))
                .setMaxQueueSize(WORKFLOWS * STEPS * 2)
                .setExporterTimeout(Duration.ofSeconds(60))
                .build())
        .build();
  }

  /** Sends every batch twice, as an exporter does whose first answer was lost. */
  private record Twice(SpanExporter exporter) implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return CompletableResultCode.ofAll(List.of(exporter.export(spans), exporter.export(spans)));
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }

  private static Map<String, String> receiving(DatabaseSettings store) {
    return Map.of(
        "hindcast.gateway.ingest.stores.default.url",
        store.url(),
        "hindcast.gateway.ingest.stores.default.user",
        LOGIN,
        "hindcast.gateway.ingest.stores.default.password",
        "receiver");
  }
}
