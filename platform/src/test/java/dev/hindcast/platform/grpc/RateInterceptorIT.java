package dev.hindcast.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.hindcast.platform.identity.AccessMetrics;
import dev.hindcast.platform.identity.Caller;
import dev.hindcast.platform.identity.Grant;
import dev.hindcast.platform.identity.Identity;
import dev.hindcast.platform.identity.Role;
import dev.hindcast.platform.telemetry.Metrics;
import dev.hindcast.proto.policy.v1.Channel;
import dev.hindcast.proto.policy.v1.GetChannelRequest;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a caller is told that calls too often, and who is never told. */
class RateInterceptorIT {
  private static final int BURST = CallRate.BURST_SECONDS;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-23T00:00:00Z"));
  private volatile Optional<Role> role = Optional.of(Role.ADMIN);
  private Server server;
  private ManagedChannel channel;

  private static final class Registry
      extends PolicyRegistryServiceGrpc.PolicyRegistryServiceImplBase {
    @Override
    public void getChannel(GetChannelRequest request, StreamObserver<Channel> answer) {
      answer.onNext(Channel.getDefaultInstance());
      answer.onCompleted();
    }
  }

  private final class Known implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      var identity =
          role.map(known -> new Identity("ci", List.of(new Grant(known, Grant.EVERY_STORE))));
      return Contexts.interceptCall(
          new Caller(identity, "").in(Context.current()), call, headers, next);
    }
  }

  @BeforeEach
  void start() throws IOException {
    var interceptors =
        List.of(
            new RateInterceptor(1, now::get),
            new Known(),
            new FailureInterceptor(new AccessMetrics(Metrics.none())));
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(ServerInterceptors.intercept(new Registry(), interceptors))
            .addService(
                ServerInterceptors.intercept(
                    new HealthStatusManager().getHealthService(), interceptors))
            .build()
            .start();
    channel = Channels.plaintext("127.0.0.1:" + server.getPort());
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void whoCallsTooOftenIsToldWhenToCallAgain() throws Exception {
    assertThat(served(BURST + 3)).isEqualTo(BURST);
    var status = StatusProto.fromThrowable(refused());
    assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED.value());
    assertThat(status.getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo("RATE_EXCEEDED");
    assertThat(status.getDetails(1).unpack(RetryInfo.class).getRetryDelay().getSeconds()).isOne();
    now.updateAndGet(time -> time.plus(Duration.ofSeconds(1)));
    assertThat(served(3)).isEqualTo(1);
    assertThat(refused()).hasMessageContaining("ci calls more than 1 times a second");
    var health = HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
    assertThat(health).as("health is not counted, and not refused").isNotNull();
  }

  @Test
  void servicesAndWhomNobodyAskedAreNotBounded() {
    role = Optional.of(Role.SERVICE);
    assertThat(served(5 * BURST)).isEqualTo(5 * BURST);
    role = Optional.empty();
    assertThat(served(5 * BURST)).isEqualTo(5 * BURST);
  }

  private int served(int calls) {
    int served = 0;
    for (int i = 0; i < calls; i++) {
      served += refused() == null ? 1 : 0;
    }
    return served;
  }

  /** What a call is refused with; null if it is served. */
  private StatusRuntimeException refused() {
    try {
      var _ =
          PolicyRegistryServiceGrpc.newBlockingStub(channel)
              .getChannel(GetChannelRequest.getDefaultInstance());
      return null;
    } catch (StatusRuntimeException e) {
      return e;
    }
  }
}
