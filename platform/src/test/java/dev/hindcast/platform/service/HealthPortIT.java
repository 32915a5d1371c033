package dev.hindcast.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The port of the probes, over real sockets. */
class HealthPortIT {
  private static final Map<String, Object> ANY_PORT =
      Map.of("grpc.server.port", 0, HealthPort.SETTING, 0);

  @Test
  void thereIsNoneUnlessAskedFor() {
    try (var service = RunningService.serve("nothing", Map.of("grpc.server.port", 0))) {
      assertThat(service.healthPort()).isEmpty();
    }
  }

  @Test
  void aServiceThatServesNothingAnswersToo() {
    try (var service = RunningService.run("nothing", ANY_PORT)) {
      assertThat(service.port()).isZero();
      assertThat(HealthCheck.isServing(service.healthPort().orElseThrow())).isTrue();
    }
  }

  @Test
  void itAnswersNothingElse() throws InterruptedException {
    try (var service = RunningService.serve("nothing", ANY_PORT)) {
      var channel = channel(service);
      var failures = new ArrayBlockingQueue<Status>(1);
      ServerReflectionGrpc.newStub(channel)
          .serverReflectionInfo(new FailureOnly(failures))
          .onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
      var failure = failures.poll(10, TimeUnit.SECONDS);
      channel.shutdownNow();
      assertThat(failure).isNotNull();
      assertThat(failure.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }
  }

  @Test
  void itSaysNotServingWhileTheServiceDrains() throws InterruptedException {
    var service = RunningService.run("slow-to-stop", ANY_PORT);
    var drain = service.bean(SlowToStop.class);
    var channel = channel(service);
    var closing = CompletableFuture.runAsync(service::close);
    assertThat(drain.began.await(10, TimeUnit.SECONDS)).isTrue();
    var answer = check(channel);
    var serving = HealthCheck.isServing(service.healthPort().orElseThrow());
    drain.mayEnd.countDown();
    closing.join();
    assertThat(answer.getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(serving).isFalse();
    assertThatThrownBy(() -> check(channel)).isInstanceOf(StatusRuntimeException.class);
    channel.shutdownNow();
  }

  @Test
  void aPortThatIsTakenStopsTheStart() {
    try (var first = RunningService.run("nothing", ANY_PORT)) {
      var taken = first.healthPort().orElseThrow();
      assertThatThrownBy(() -> RunningService.run("nothing", Map.of(HealthPort.SETTING, taken)))
          .hasMessageContaining("health port 127.0.0.1:" + taken);
    }
  }

  @Test
  void theCheckOfAPortThatNobodyServesEnds() {
    int port;
    try (var service = RunningService.run("nothing", ANY_PORT)) {
      port = service.healthPort().orElseThrow();
    }
    assertThat(HealthCheck.isServing(port)).isFalse();
  }

  private static HealthCheckResponse check(ManagedChannel channel) {
    return HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .check(HealthCheckRequest.getDefaultInstance());
  }

  private static ManagedChannel channel(RunningService service) {
    return NettyChannelBuilder.forAddress("127.0.0.1", service.healthPort().orElseThrow())
        .usePlaintext()
        .build();
  }

  /** A part that takes its time when the context closes. */
  @Singleton
  static final class SlowToStop {
    private final CountDownLatch began = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @PreDestroy
    void close() throws InterruptedException {
      began.countDown();
      assertThat(mayEnd.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private record FailureOnly(BlockingQueue<Status> failures)
      implements StreamObserver<ServerReflectionResponse> {
    @Override
    public void onNext(ServerReflectionResponse response) {
      throw new AssertionError(response);
    }

    @Override
    public void onError(Throwable thrown) {
      failures.add(Status.fromThrowable(thrown));
    }

    @Override
    public void onCompleted() {
      throw new AssertionError("it was answered");
    }
  }
}
