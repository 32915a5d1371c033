package dev.hindcast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.proto.externalscaler.ExternalScalerGrpc;
import dev.hindcast.proto.externalscaler.ExternalScalerGrpc.ExternalScalerBlockingStub;
import dev.hindcast.proto.externalscaler.GetMetricSpecResponse;
import dev.hindcast.proto.externalscaler.GetMetricsRequest;
import dev.hindcast.proto.externalscaler.IsActiveResponse;
import dev.hindcast.proto.externalscaler.ScaledObjectRef;
import dev.hindcast.proto.replay.v1.CancelReplayRequest;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.worker.v1.ShardFailure.Cause;
import dev.hindcast.testkit.Await;
import dev.hindcast.testkit.Errors;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** KEDA's view of a gateway. */
class ScalerIT {
  private static final ScaledObjectRef SHARDS = ref(Map.of("targetShards", "2"));
  private static final ScaledObjectRef SECONDS =
      ref(Map.of("metric", "seconds", "targetSeconds", "0.5", "scalerAddress", "gateway:8080"));

  private final Hindcast hindcast = new Hindcast();

  @AfterEach
  void close() {
    hindcast.close();
  }

  private static ScaledObjectRef ref(Map<String, String> metadata) {
    return ScaledObjectRef.newBuilder()
        .setName("workers")
        .setNamespace("hindcast")
        .putAllScalerMetadata(metadata)
        .build();
  }

  private static ExternalScalerBlockingStub keda(Hindcast.Gateway gateway) {
    return ExternalScalerGrpc.newBlockingStub(gateway.channel());
  }

  private static double value(Hindcast.Gateway gateway, ScaledObjectRef ref, String metric) {
    var values =
        keda(gateway)
            .getMetrics(
                GetMetricsRequest.newBuilder()
                    .setScaledObjectRef(ref)
                    .setMetricName(metric)
                    .build())
            .getMetricValuesList();
    assertThat(values).hasSize(1);
    assertThat(values.getFirst().getMetricName()).isEqualTo(metric);
    assertThat(values.getFirst().getMetricValue())
        .isEqualTo((long) Math.ceil(values.getFirst().getMetricValueFloat()));
    return values.getFirst().getMetricValueFloat();
  }

  @Test
  void theBacklogIsWhatIsPendingAndLeasedOfRunningReplaysOnly() {
    var gateway = hindcast.gateway();
    assertThat(keda(gateway).isActive(SHARDS).getResult()).isFalse();
    assertThat(value(gateway, SHARDS, "hindcast-shards")).isZero();
    assertThat(value(gateway, SECONDS, "hindcast-seconds")).isZero();

    var cancelled = gateway.start(hindcast.branch("cancelled"), 3).getName();
    var name = gateway.start(hindcast.branch("scaled"), 4).getName();
    assertThat(keda(gateway).isActive(SHARDS).getResult()).isTrue();
    assertThat(value(gateway, SHARDS, "hindcast-shards")).isEqualTo(7);
    var ended =
        gateway.replays().cancelReplay(CancelReplayRequest.newBuilder().setName(cancelled).build());
    assertThat(ended.getState()).isEqualTo(Replay.State.STATE_CANCELLED);
    assertThat(value(gateway, SHARDS, "hindcast-shards")).isEqualTo(4);
    var whole = value(gateway, SECONDS, "hindcast-seconds");
    assertThat(whole).isPositive();

    try (var worker = gateway.worker("one", 1)) {
      worker.offer(1);
      var lease = worker.assignment();
      assertThat(value(gateway, SHARDS, "hindcast-shards")).isEqualTo(4);
      worker.complete(lease);
      assertThat(value(gateway, SHARDS, "hindcast-shards")).isEqualTo(3);
      worker.honest(1);
      assertThat(gateway.awaitEnd(name).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
    }
    assertThat(value(gateway, SHARDS, "hindcast-shards")).isZero();
    assertThat(keda(gateway).isActive(SHARDS).getResult()).isFalse();
  }

  @Test
  void aPoisonedShardIsNoBacklog() {
    var gateway = hindcast.gateway();
    var name = gateway.start(hindcast.branch("poisoned"), 2).getName();
    var seconds = value(gateway, SECONDS, "hindcast-seconds");
    try (var worker = gateway.worker("one", 1)) {
      for (var tries = 0; tries < 3; ) {
        worker.offer(1);
        var assignment = worker.assignment();
        if (assignment.getLease().getShard() == 0) {
          tries++;
          worker.failure(assignment.getLease(), Cause.CAUSE_UNSPECIFIED, "cannot be read");
        } else {
          worker.failure(assignment.getLease(), Cause.CAUSE_SHUTDOWN, "not this one");
        }
      }
      Await.until(
          "the shard is set aside",
          Duration.ofSeconds(10),
          () ->
              hindcast.count("SELECT count(*) FROM gateway.replay_shard WHERE state = 'POISONED'")
                  == 1);
      assertThat(gateway.get(name).getState()).isEqualTo(Replay.State.STATE_RUNNING);
      assertThat(value(gateway, SHARDS, "hindcast-shards")).isEqualTo(1);
      // About half: the pace that was seen meanwhile counts, too.
      assertThat(value(gateway, SECONDS, "hindcast-seconds"))
          .isBetween(seconds * 0.3, seconds * 0.7);
      worker.honest(1);
      assertThat(gateway.awaitEnd(name).getState()).isEqualTo(Replay.State.STATE_FAILED);
    }
    assertThat(value(gateway, SHARDS, "hindcast-shards")).isZero();
    assertThat(keda(gateway).isActive(SHARDS).getResult()).isFalse();
  }

  @Test
  void theTargetIsTheMetadatas() {
    var gateway = hindcast.gateway();
    var shards = keda(gateway).getMetricSpec(SHARDS).getMetricSpecsList();
    assertThat(shards).hasSize(1);
    assertThat(shards.getFirst().getMetricName()).isEqualTo("hindcast-shards");
    assertThat(shards.getFirst().getTargetSize()).isEqualTo(2);
    assertThat(shards.getFirst().getTargetSizeFloat()).isEqualTo(2);
    var seconds = keda(gateway).getMetricSpec(SECONDS).getMetricSpecs(0);
    assertThat(seconds.getMetricName()).isEqualTo("hindcast-seconds");
    assertThat(seconds.getTargetSize()).isEqualTo(1);
    assertThat(seconds.getTargetSizeFloat()).isEqualTo(0.5);
  }

  @Test
  void whatIsWrongIsRefusedByEveryMethodAndNamed() {
    var keda = keda(hindcast.gateway());
    var wrong = ref(Map.of("metric", "cpu"));
    assertThat(refusal(() -> keda.isActive(wrong))).isEqualTo("scalerMetadata.metric");
    assertThat(refusal(() -> keda.getMetricSpec(wrong))).isEqualTo("scalerMetadata.metric");
    assertThat(refusal(() -> assertThat(keda.streamIsActive(wrong)).isExhausted()))
        .isEqualTo("scalerMetadata.metric");
    assertThat(refusal(() -> assertThat(keda.streamMetricSpec(wrong)).isExhausted()))
        .isEqualTo("scalerMetadata.metric");
    assertThat(refusal(() -> keda.getMetrics(request(wrong, "hindcast-shards"))))
        .isEqualTo("scalerMetadata.metric");
    assertThat(refusal(() -> keda.getMetrics(request(SHARDS, "hindcast-seconds"))))
        .isEqualTo("metricName");
  }

  private static GetMetricsRequest request(ScaledObjectRef ref, String metric) {
    return GetMetricsRequest.newBuilder().setScaledObjectRef(ref).setMetricName(metric).build();
  }

  private static String refusal(Runnable call) {
    var error = Errors.of(call::run);
    assertThat(error.getReason()).isEqualTo("INVALID_REQUEST");
    return error.getMetadataOrThrow("field");
  }

  @Test
  void aStreamTellsTheStartOfAReplayAtOnceAndItsEndWhicheverGatewayRunsIt() throws Exception {
    var gateway = hindcast.gateway();
    var other = hindcast.gateway();
    var here = new Told<IsActiveResponse>();
    var there = new Told<IsActiveResponse>();
    ExternalScalerGrpc.newStub(gateway.channel()).streamIsActive(SHARDS, here);
    ExternalScalerGrpc.newStub(other.channel()).streamIsActive(SHARDS, there);
    assertThat(here.next().getResult()).isFalse();
    assertThat(there.next().getResult()).isFalse();

    var branch = hindcast.branch("told");
    var first = gateway.start(branch, 1).getName();
    assertThat(here.next().getResult()).isTrue();
    assertThat(there.next().getResult()).isTrue();
    var second = gateway.start(branch, 1).getName();
    try (var worker = other.worker("one", 1).honest(1)) {
      assertThat(gateway.awaitEnd(first).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
      assertThat(gateway.awaitEnd(second).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
      assertThat(worker.broken).isNotDone();
    }
    assertThat(here.next().getResult()).isFalse();
    assertThat(there.next().getResult()).isFalse();

    gateway.close();
    assertThat(Errors.of(() -> throwIt(here)).getReason()).isEqualTo("DEPENDENCY_UNAVAILABLE");
    assertThat(there.broken).isNotDone();
    assertThat(there.responses).isEmpty();
  }

  private static void throwIt(Told<?> told) throws Exception {
    throw (Exception) told.broken.get(10, TimeUnit.SECONDS);
  }

  @Test
  void theStreamOfSpecsSaysOnceWhatGetMetricSpecSays() throws Exception {
    var gateway = hindcast.gateway();
    var told = new Told<GetMetricSpecResponse>();
    ExternalScalerGrpc.newStub(gateway.channel()).streamMetricSpec(SECONDS, told);
    assertThat(told.next()).isEqualTo(keda(gateway).getMetricSpec(SECONDS));
    var name = gateway.start(hindcast.branch("specs"), 1).getName();
    assertThat(keda(gateway).isActive(SECONDS).getResult()).as(name).isTrue();
    assertThat(told.responses).isEmpty();
    assertThat(told.broken).isNotDone();
  }

  @Test
  void whatRanBeforeCostsNothing() {
    var gateway = hindcast.gateway();
    var name = gateway.succeed(hindcast.branch("history"));
    var rows =
        hindcast.control.update(
            """
            INSERT INTO gateway.replay_shard (replay_id, shard, by_workflow, state)
            SELECT replay_id, n, false, 'DONE' FROM gateway.replay, generate_series(1000, 60000) n
            WHERE name = '%s'"""
                .formatted(name.substring("replays/".length())),
            Binder.NONE);
    assertThat(rows).isGreaterThan(50_000);
    var _ = hindcast.control.update("ANALYZE gateway.replay_shard", Binder.NONE);
    var read = "SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'replay_shard'";
    var before = hindcast.count(read);
    for (var i = 0; i < 50; i++) {
      assertThat(value(gateway, SHARDS, "hindcast-shards")).isZero();
    }
    // Statistics arrive when a session is idle; fifty scans would show as 3,000,000 rows.
    Await.until(
        "the gateway's statistics have arrived",
        Duration.ofSeconds(20),
        () ->
            hindcast.count(
                    "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'replay_shard_leased'")
                > 0);
    assertThat(hindcast.count(read) - before).isLessThan(600_000);
  }

  @Test
  void reflectionListsItAndTheServerIsHealthy() throws Exception {
    var gateway = hindcast.gateway();
    var told = new Told<ServerReflectionResponse>();
    var requests = ServerReflectionGrpc.newStub(gateway.channel()).serverReflectionInfo(told);
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    assertThat(told.next().getListServicesResponse().getServiceList())
        .anyMatch(service -> service.getName().equals("externalscaler.ExternalScaler"));
    requests.onCompleted();
    assertThat(
            HealthGrpc.newBlockingStub(gateway.channel())
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
  }

  /** What a stream said. */
  private static final class Told<T> implements StreamObserver<T> {
    private final BlockingQueue<T> responses = new LinkedBlockingQueue<>();
    private final CompletableFuture<Throwable> broken = new CompletableFuture<>();

    T next() throws InterruptedException {
      var response = responses.poll(10, TimeUnit.SECONDS);
      if (response == null) {
        throw new AssertionError("nothing came: " + broken);
      }
      return response;
    }

    @Override
    public void onNext(T response) {
      responses.add(response);
    }

    @Override
    public void onError(Throwable cause) {
      broken.complete(cause);
    }

    @Override
    public void onCompleted() {
      broken.complete(new IllegalStateException("completed"));
    }
  }
}
