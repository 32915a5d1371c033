package dev.hindcast.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.ErrorInfo;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.identity.AccessMetrics;
import dev.hindcast.platform.telemetry.Metrics;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a caller sees of everything an endpoint can do wrong, over a real port. */
class FailureInterceptorIT {
  private static final String SECRET = "jdbc:postgresql://db?password=hunter2";

  /** What the endpoint does with its observer, by the name that is asked for. */
  private static final Map<String, Consumer<StreamObserver<HealthCheckResponse>>> DEEDS =
      Map.of(
          "throws a failure",
          observer -> {
            throw new FailureException(new Failure.ResourceNotFound("bundles/x"));
          },
          "throws a fault",
          observer -> {
            throw new IllegalStateException(SECRET);
          },
          "throws an error",
          observer -> {
            throw new StackOverflowError(SECRET);
          },
          "hands a fault to its observer",
          observer -> observer.onError(new IllegalStateException(SECRET)),
          "hands a failure to its observer",
          observer ->
              observer.onError(new FailureException(new Failure.ResourceNotFound("bundles/x"))),
          "passes a transport's answer on",
          observer ->
              observer.onError(Status.UNAVAILABLE.withDescription(SECRET).asRuntimeException()),
          "answers",
          observer -> {
            observer.onNext(HealthCheckResponse.getDefaultInstance());
            observer.onCompleted();
          });

  private static Server server;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() throws Exception {
    var endpoint =
        new HealthGrpc.HealthImplBase() {
          @Override
          public void check(
              HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
            DEEDS.get(request.getService()).accept(observer);
          }
        };
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(
                ServerInterceptors.intercept(
                    endpoint, new FailureInterceptor(new AccessMetrics(Metrics.none()))))
            .build()
            .start();
    channel =
        NettyChannelBuilder.forAddress(server.getListenSockets().getFirst()).usePlaintext().build();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
  }

  @Test
  void aFailureIsItsStatusHoweverItLeaves() throws Exception {
    assertFails("throws a failure", Status.Code.NOT_FOUND, "RESOURCE_NOT_FOUND");
    assertFails("hands a failure to its observer", Status.Code.NOT_FOUND, "RESOURCE_NOT_FOUND");
  }

  @Test
  void aFaultIsAnIncidentAndTellsNothing() throws Exception {
    assertFails("throws a fault", Status.Code.INTERNAL, "INTERNAL");
    assertFails("throws an error", Status.Code.INTERNAL, "INTERNAL");
    assertFails("hands a fault to its observer", Status.Code.INTERNAL, "INTERNAL");
    assertFails(
        "passes a transport's answer on", Status.Code.UNAVAILABLE, "DEPENDENCY_UNAVAILABLE");
  }

  @Test
  void anAnswerPasses() {
    assertThat(check("answers")).isEqualTo(HealthCheckResponse.getDefaultInstance());
  }

  private static void assertFails(String deed, Status.Code code, String reason) throws Exception {
    var failure = catchThrowableOfType(StatusRuntimeException.class, () -> check(deed));
    assertThat(failure.getStatus().getCode()).as(deed).isEqualTo(code);
    assertThat(failure.toString()).as(deed).doesNotContain(SECRET);
    var details = StatusProto.fromThrowable(failure).getDetailsList();
    assertThat(details).as(deed).hasSize(1);
    assertThat(details.getFirst().unpack(ErrorInfo.class).getReason()).as(deed).isEqualTo(reason);
  }

  private static HealthCheckResponse check(String deed) {
    return HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .check(HealthCheckRequest.newBuilder().setService(deed).build());
  }
}
