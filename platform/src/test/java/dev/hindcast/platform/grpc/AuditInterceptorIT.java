package dev.hindcast.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.platform.audit.AuditEntry;
import dev.hindcast.platform.audit.AuditFact;
import dev.hindcast.platform.audit.AuditHead;
import dev.hindcast.platform.audit.AuditKind;
import dev.hindcast.platform.audit.AuditLog;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.identity.AccessMetrics;
import dev.hindcast.platform.telemetry.Metrics;
import dev.hindcast.proto.policy.v1.Channel;
import dev.hindcast.proto.policy.v1.GetChannelRequest;
import dev.hindcast.proto.policy.v1.MoveChannelRequest;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc.PolicyRegistryServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the log learns of a call, and what becomes of a call when the log cannot be written. */
class AuditInterceptorIT {
  private final Log log = new Log();
  private final Registry registry = new Registry();
  private Server server;
  private ManagedChannel channel;

  /** A log in memory that can be told to fail. */
  private static final class Log implements AuditLog {
    private final List<AuditFact> facts = new CopyOnWriteArrayList<>();
    private volatile Optional<AuditKind> failing = Optional.empty();

    @Override
    public String service() {
      return "test";
    }

    @Override
    public long append(AuditFact fact) {
      if (failing.filter(fact.kind()::equals).isPresent()) {
        throw new FailureException(new Failure.DependencyUnavailable("the control database"));
      }
      facts.add(fact);
      return facts.size();
    }

    @Override
    public List<AuditEntry> read(long after, int most) {
      return List.of();
    }

    @Override
    public AuditHead head() {
      return new AuditHead(0, AuditEntry.NOTHING);
    }
  }

  private static final class Registry
      extends PolicyRegistryServiceGrpc.PolicyRegistryServiceImplBase {
    private final AtomicInteger moves = new AtomicInteger();
    private volatile RuntimeException failure;

    @Override
    public void moveChannel(MoveChannelRequest request, StreamObserver<Channel> answer) {
      moves.incrementAndGet();
      if (failure != null) {
        throw failure;
      }
      answer.onNext(Channel.newBuilder().setName(request.getName()).build());
      answer.onCompleted();
    }

    @Override
    public void getChannel(GetChannelRequest request, StreamObserver<Channel> answer) {
      answer.onNext(Channel.getDefaultInstance());
      answer.onCompleted();
    }
  }

  @BeforeEach
  void start() throws IOException {
    // Innermost first, as ServerInterceptors has it.
    var service =
        ServerInterceptors.intercept(
            registry,
            new AccessInterceptor(Optional.empty()),
            new FailureInterceptor(new AccessMetrics(Metrics.none())),
            new AuditInterceptor(log));
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(service)
            .build()
            .start();
    channel = Channels.plaintext("127.0.0.1:" + server.getPort());
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private PolicyRegistryServiceBlockingStub client() {
    return PolicyRegistryServiceGrpc.newBlockingStub(channel);
  }

  private static MoveChannelRequest move() {
    return MoveChannelRequest.newBuilder()
        .setName("bundles/guard/channels/production")
        .setVersion("bundles/guard/versions/2")
        .build();
  }

  @Test
  void aCallLeavesAnAttemptAndAnOutcomeAndAReadNothing() {
    var _ = client().moveChannel(move());
    var _ = client().getChannel(GetChannelRequest.getDefaultInstance());
    assertThat(log.facts)
        .extracting(AuditFact::kind)
        .containsExactly(AuditKind.ATTEMPT, AuditKind.OUTCOME);
    assertThat(log.facts.getFirst())
        .satisfies(
            fact -> {
              assertThat(fact.resource()).isEqualTo("bundles/guard/channels/production");
              assertThat(fact.detail()).contains("version=\"bundles/guard/versions/2\"");
              assertThat(fact.code()).isEmpty();
            });
    assertThat(log.facts.getLast().attempt()).isEqualTo(1);
    assertThat(log.facts.getLast().code()).isEqualTo("OK");
  }

  @Test
  void whatFailsIsTold() {
    registry.failure =
        new FailureException(new Failure.StateMoved("bundles/guard/channels/production", "1", "2"));
    assertThatThrownBy(() -> client().moveChannel(move()))
        .isInstanceOf(StatusRuntimeException.class);
    assertThat(log.facts.getLast().code()).isEqualTo("ABORTED");
    assertThat(log.facts.getLast().detail()).contains("moved: expected 1, found 2");
  }

  @Test
  void nothingIsDoneThatCannotBeWrittenFirst() {
    log.failing = Optional.of(AuditKind.ATTEMPT);
    assertThatThrownBy(() -> client().moveChannel(move()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("UNAVAILABLE: the control database");
    assertThat(registry.moves).hasValue(0);
  }

  @Test
  void whatWasDoneIsAnsweredAlsoIfItsOutcomeCannotBeWritten() {
    log.failing = Optional.of(AuditKind.OUTCOME);
    assertThatCode(() -> client().moveChannel(move())).doesNotThrowAnyException();
    assertThat(log.facts).extracting(AuditFact::kind).containsExactly(AuditKind.ATTEMPT);
  }
}
