package dev.hindcast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import dev.hindcast.platform.grpc.Channels;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.service.RunningService;
import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Telemetry;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc;
import dev.hindcast.proto.branch.v1.BundleRole;
import dev.hindcast.proto.branch.v1.CreateBranchRequest;
import dev.hindcast.proto.branch.v1.LoadBundleRequest;
import dev.hindcast.proto.policy.v1.MoveChannelRequest;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc;
import dev.hindcast.proto.policy.v1.PublishVersionRequest;
import dev.hindcast.proto.replay.v1.EvaluateGatesRequest;
import dev.hindcast.proto.replay.v1.Mode;
import dev.hindcast.proto.replay.v1.ReplayServiceGrpc;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import dev.hindcast.proto.replay.v1.WatchReplayRequest;
import dev.hindcast.testkit.Await;
import dev.hindcast.testkit.Services;
import dev.hindcast.testkit.TestPostgres;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A Prometheus that scrapes sees every metric, with its help, and the numbers are true. */
class MetricsIT {
  private static final int WORKFLOWS = 300;
  private static final int ACTIONS = WORKFLOWS * SyntheticStore.STEPS;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final DatabaseSettings store = SyntheticStore.with(WORKFLOWS);
  private final DatabaseSettings control = TestPostgres.emptyDatabase();

  @AfterEach
  void close() throws Exception {
    for (var each : open) {
      each.close();
    }
  }

  @Test
  void everyMetricIsScrapedWithItsHelpAndCountsWhatHappened() {
    var port = ServiceProcess.freePort();
    open.push(
        Telemetry.start(
            "hindcast",
            Map.of(
                "OTEL_METRICS_EXPORTER",
                "prometheus",
                "OTEL_EXPORTER_PROMETHEUS_PORT",
                Integer.toString(port))));
    var branches = branchService();
    var registry = registry(branches);
    var gateway = gateway(branches, registry);

    publish(registry);
    replay(branches, gateway);
    exportTwice(gateway);
    Await.until("sweeps came to their end", PATIENCE, () -> settled(Scrape.of(port)));

    System.gc(); // the JVM tells of its collections after the first one
    var scrape = Scrape.of(port);
    for (var metric : Metric.values()) {
      assertThat(scrape.help(metric))
          .as("%s in%n%s", metric, scrape.text())
          .contains(metric.help());
    }
    assertReplay(scrape);
    assertRest(scrape);
  }

  private static void assertReplay(Scrape scrape) {
    var changes = SyntheticStore.refundsOver500(WORKFLOWS);
    assertThat(scrape.value(Metric.REPLAYS_STARTED, "full")).hasValue(1);
    assertThat(scrape.value(Metric.REPLAYS_ENDED, "succeeded")).hasValue(1);
    assertThat(scrape.value(Metric.REPLAYS_OPEN, "running")).hasValue(0);
    assertThat(scrape.value(Metric.WORKERS)).hasValue(1);
    assertThat(scrape.value(Metric.WORKER_SLOTS, "free")).hasValue(2);
    assertThat(scrape.value(Metric.ACTIONS_MERGED)).hasValue(ACTIONS);
    assertThat(scrape.value(Metric.CHANGES_MERGED)).hasValue(changes);
    assertThat(scrape.value(Metric.WORKER_ACTIONS, "judged")).hasValue(ACTIONS);
    assertThat(scrape.value(Metric.WORKER_ROWS)).hasValue(ACTIONS);
    assertThat(scrape.value(Metric.WORKER_CHANGES, "newly_denied")).hasValue(changes);
    assertThat(scrape.value(Metric.SHARDS_RETURNED, "worker_fault")).hasValue(0);
    assertThat(scrape.samples("hindcast_worker_shard_duration_seconds_count"))
        .singleElement()
        .asString()
        .contains("result=\"done\"")
        .endsWith(" 3");
    assertThat(scrape.value(Metric.GATE_VERDICTS, "passed")).hasValue(1);
    assertThat(scrape.value(Metric.GATE_VERDICTS, "failed")).hasValue(1);
  }

  private static void assertRest(Scrape scrape) {
    assertThat(scrape.value(Metric.FORKS, "default", "ready")).hasValue(1);
    assertThat(scrape.value(Metric.VERSIONS_PUBLISHED, "created")).hasValue(1);
    assertThat(scrape.value(Metric.VERSIONS_PUBLISHED, "known")).hasValue(1);
    assertThat(scrape.value(Metric.VERSIONS_REJECTED, "archive")).hasValue(1);
    assertThat(scrape.value(Metric.CHANNEL_MOVES, "production", "moved")).hasValue(1);
    assertThat(scrape.value(Metric.ACTIVATIONS, "default", "recorded")).hasValue(1);
    assertThat(scrape.value(Metric.ACTIVATIONS_PENDING, "default")).hasValue(0);
    assertThat(scrape.value(Metric.INGEST_RECORDS, "otlp", "taken")).hasValue(2);
    assertThat(scrape.value(Metric.INGEST_RECORDS, "otlp", "not_action")).hasValue(2);
    assertThat(scrape.value(Metric.INGEST_ACTIONS, "default", "new")).hasValue(1);
    assertThat(scrape.value(Metric.INGEST_ACTIONS, "default", "known")).hasValue(1);
    assertThat(scrape.value(Metric.POOL_CONNECTIONS, "gateway", "used")).isPresent();
    ScrapedNames.RUNTIME
        .keySet()
        .forEach(
            name ->
                assertThat(scrape.samples(name)).as("%s in%n%s", name, scrape.text()).isNotEmpty());
    assertThat(scrape.samples("rpc_server_call_duration_seconds_bucket"))
        .as("bounds of calls that take milliseconds")
        .anyMatch(sample -> sample.contains("le=\"0.005\""));
    assertThat(scrape.samples("rpc_server_call_duration_seconds_count"))
        .as("labels of callers have no end")
        .allMatch(
            sample ->
                sample.matches(
                    "[a-z_]+\\{(otel_scope_[a-z]+=\"[^\"]*\",)*rpc_method=\"[^\"]*\",rpc_response_status_code=\"[A-Z_]+\"} .*"));
  }

  /** What is looked at now and then was looked at since. */
  private static boolean settled(Scrape scrape) {
    return scrape.value(Metric.REPLAYS_OPEN, "running").orElse(1) == 0
        && scrape.value(Metric.ACTIVATIONS_PENDING, "default").orElse(1) == 0
        && scrape.value(Metric.PROMOTIONS_PENDING).isPresent()
        && scrape.value(Metric.FORKS, "default", "ready").orElse(0) == 1
        && Stream.of("expiry", "budget", "reconcile")
            .allMatch(sweep -> scrape.value(Metric.SWEEPS, sweep).orElse(0) > 0);
  }

  private void publish(ManagedChannel channel) {
    var registry = PolicyRegistryServiceGrpc.newBlockingStub(channel);
    var archive =
        PublishVersionRequest.newBuilder()
            .setArchive(ByteString.copyFrom(BundleSource.of(SyntheticStore.REFUND_LIMIT).toTarGz()))
            .build();
    var version = registry.publishVersion(archive).getVersion();
    var again = registry.publishVersion(archive).getVersion();
    assertThat(again).isEqualTo(version);
    assertThatThrownBy(
            () ->
                registry.publishVersion(
                    PublishVersionRequest.newBuilder()
                        .setArchive(ByteString.copyFromUtf8("no archive"))
                        .build()))
        .isInstanceOf(StatusRuntimeException.class);
    var moved =
        registry.moveChannel(
            MoveChannelRequest.newBuilder()
                .setName("bundles/refund-limit/channels/production")
                .setVersion(version.getName())
                .build());
    assertThat(moved).isNotNull();
  }

  private void replay(ManagedChannel ofBranches, ManagedChannel ofGateway) {
    var branches = BranchServiceGrpc.newBlockingStub(ofBranches);
    var replays = ReplayServiceGrpc.newBlockingStub(ofGateway);
    var branch =
        branches.createBranch(
            CreateBranchRequest.newBuilder()
                .setParent(Cluster.STORE)
                .setTtl(Durations.fromSeconds(600))
                .setOwner("system-tests")
                .build());
    var loaded =
        branches.loadBundle(
            LoadBundleRequest.newBuilder()
                .setName(branch.getName())
                .setRole(BundleRole.BUNDLE_ROLE_CANDIDATE)
                .setArchive(
                    ByteString.copyFrom(BundleSource.of(SyntheticStore.REFUND_LIMIT).toTarGz()))
                .build());
    assertThat(loaded.getBundlesCount()).isPositive();
    var replay =
        replays.startReplay(
            StartReplayRequest.newBuilder()
                .setBranch(branch.getName())
                .setAllowAll(true)
                .setMode(Mode.MODE_FULL)
                .setShardCount(3)
                .build());
    replays
        .watchReplay(WatchReplayRequest.newBuilder().setName(replay.getName()).build())
        .forEachRemaining(_ -> {});
    var verdicts =
        replays.evaluateGates(
            EvaluateGatesRequest.newBuilder()
                .setReplay(replay.getName())
                .addGates("diff.actions == " + ACTIONS)
                .addGates("diff.actions == 0")
                .build());
    assertThat(verdicts).isNotNull();
  }

  /** One action and a span that is none, each sent twice. */
  private static void exportTwice(ManagedChannel gateway) {
    try (var provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter(gateway)))
            .addSpanProcessor(SimpleSpanProcessor.create(exporter(gateway)))
            .build()) {
      var tracer = provider.get("agents");
      tracer.spanBuilder("GET /").setNoParent().startSpan().end();
      tracer
          .spanBuilder("execute_tool search")
          .setNoParent()
          .setAttribute("gen_ai.operation.name", "execute_tool")
          .setAttribute("gen_ai.tool.name", "search")
          .setAttribute("gen_ai.conversation.id", "a conversation")
          .startSpan()
          .end();
    }
  }

  private static SpanExporter exporter(ManagedChannel gateway) {
    return OtlpGrpcSpanExporter.builder().setEndpoint("http://" + gateway.authority()).build();
  }

  private ManagedChannel branchService() {
    return serve(
        "branch-service",
        Services.database("hindcast.branch.database", control),
        Map.of(
            "hindcast.branch.stores.default.url", store.url(),
            "hindcast.branch.stores.default.user", store.user(),
            "hindcast.branch.stores.default.password", store.password(),
            "hindcast.branch.credential-key", "a key of the test"));
  }

  private ManagedChannel registry(ManagedChannel branches) {
    return serve(
        "policy-registry",
        Services.database("hindcast.registry.database", control),
        Map.of(
            "hindcast.registry.branch-service",
            branches.authority(),
            "hindcast.registry.stores",
            "default"));
  }

  private ManagedChannel gateway(ManagedChannel branches, ManagedChannel registry) {
    var gateway =
        serve(
            "gateway",
            Services.database("hindcast.gateway.database", control),
            Map.of(
                "hindcast.gateway.registry", registry.authority(),
                "hindcast.gateway.branch-service", branches.authority(),
                "hindcast.gateway.ingest.stores.default.url", store.url(),
                "hindcast.gateway.ingest.stores.default.user", store.user(),
                "hindcast.gateway.ingest.stores.default.password", store.password(),
                "hindcast.gateway.ingest.decisions.port", 0));
    open.push(
        RunningService.run(
            "replay-worker", Map.of("hindcast.worker.gateways", gateway.authority())));
    return gateway;
  }

  private ManagedChannel serve(
      String name, Map<String, Object> database, Map<String, Object> others) {
    var settings = new HashMap<String, Object>(database);
    settings.putAll(others);
    var service = Services.serve(name, settings);
    open.push(service);
    var channel = Channels.plaintext(service.target());
    open.push(channel::shutdownNow);
    return channel;
  }
}
