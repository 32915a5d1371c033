package dev.hindcast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.grpc.FailureStatus;
import dev.hindcast.platform.identity.StaticToken;
import dev.hindcast.platform.service.RunningService;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.BranchEvent;
import dev.hindcast.proto.branch.v1.BranchInternalServiceGrpc;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc.BranchServiceImplBase;
import dev.hindcast.proto.branch.v1.DeleteBranchRequest;
import dev.hindcast.proto.branch.v1.GetBranchRequest;
import dev.hindcast.proto.branch.v1.HoldBranchRequest;
import dev.hindcast.proto.branch.v1.WatchBranchesRequest;
import dev.hindcast.testkit.Await;
import dev.hindcast.testkit.Errors;
import dev.hindcast.testkit.Services;
import dev.hindcast.testkit.TestPostgres;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a caller of the neighbours sees who only reaches the gateway. */
class RelayIT {
  private static final String NAME = "stores/default/branches/b1";
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Neighbour neighbour = new Neighbour();
  private Server server;
  private RunningService gateway;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(neighbour)
            .intercept(neighbour.headers)
            .build()
            .start();
    var properties =
        new HashMap<String, Object>(
            Services.database("hindcast.gateway.database", TestPostgres.emptyDatabase()));
    properties.put("hindcast.gateway.registry", "127.0.0.1:1");
    properties.put("hindcast.gateway.branch-service", "127.0.0.1:" + server.getPort());
    gateway = Services.serve("gateway", properties);
    channel = Services.channel(gateway);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    gateway.close();
    server.shutdownNow();
  }

  @Test
  void theAnswerComesAndTheTokenAndTheDeadlineGo() {
    var headers = new Metadata();
    headers.put(TOKEN, "Bearer me");
    var branch =
        branches()
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .withDeadlineAfter(30, TimeUnit.SECONDS)
            .getBranch(GetBranchRequest.newBuilder().setName(NAME).build());
    assertThat(branch.getName()).isEqualTo(NAME);
    assertThat(neighbour.token.get()).isEqualTo("Bearer me");
    assertThat(neighbour.secondsLeft.get()).isBetween(1L, 30L);
  }

  /** The gateway's own token must never do for a caller what the caller may not. */
  @Test
  void theNeighbourSeesTheCallersTokenAndNeverTheGateways(@TempDir Path folder) throws IOException {
    var ada = StaticToken.create(new SecureRandom());
    var olga = StaticToken.create(new SecureRandom());
    var identities = folder.resolve("identities");
    Files.writeString(
        identities,
        "%s ada viewer\n%s olga operator\n"
            .formatted(StaticToken.fingerprint(ada), StaticToken.fingerprint(olga)));
    var properties =
        new HashMap<String, Object>(
            Services.database("hindcast.gateway.database", TestPostgres.emptyDatabase()));
    properties.put("hindcast.gateway.registry", "127.0.0.1:1");
    properties.put("hindcast.gateway.branch-service", "127.0.0.1:" + server.getPort());
    properties.put("hindcast.auth.identity-file", identities.toString());
    properties.put("hindcast.auth.token", "the gateways own");
    try (var secured = Services.serve("gateway", properties)) {
      var own = Services.channel(secured);
      try {
        var stub = BranchServiceGrpc.newBlockingStub(own);
        var get = GetBranchRequest.newBuilder().setName(NAME).build();
        var delete = DeleteBranchRequest.newBuilder().setName(NAME).build();
        var _ = stub.withInterceptors(token(ada)).getBranch(get);
        assertThat(neighbour.token.get()).isEqualTo("Bearer " + ada);
        assertThat(
                Errors.of(() -> stub.withInterceptors(token(ada)).deleteBranch(delete)).getReason())
            .isEqualTo("PERMISSION_DENIED");
        assertThat(Errors.of(() -> stub.getBranch(get)).getReason()).isEqualTo("UNAUTHENTICATED");
        var _ = stub.withInterceptors(token(olga)).getBranch(get);
        assertThat(neighbour.token.get()).isEqualTo("Bearer " + olga);
      } finally {
        own.shutdownNow();
      }
    }
  }

  private static ClientInterceptor token(String token) {
    var headers = new Metadata();
    headers.put(TOKEN, "Bearer " + token);
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }

  @Test
  void aFailureKeepsItsDetails() {
    var missing = GetBranchRequest.newBuilder().setName("stores/default/branches/missing").build();
    var info = Errors.of(() -> branches().getBranch(missing));
    assertThat(info.getReason()).isEqualTo("RESOURCE_NOT_FOUND");
    assertThat(info.getMetadataOrThrow("resource")).isEqualTo(missing.getName());
  }

  @Test
  void anInvalidRequestIsAnsweredHere() {
    var invalid = GetBranchRequest.newBuilder().setName("???").build();
    assertThat(Errors.of(() -> branches().getBranch(invalid)).getReason())
        .isEqualTo("INVALID_REQUEST");
    assertThat(neighbour.gets).hasValue(0);
  }

  @Test
  void aNeighbourThatDoesNotAnswerIsNamedAsSuch() {
    server.shutdownNow();
    var request = GetBranchRequest.newBuilder().setName(NAME).build();
    assertThat(Errors.of(() -> branches().getBranch(request)).getReason())
        .isEqualTo("DEPENDENCY_UNAVAILABLE");
  }

  @Test
  void aSlowCallerHoldsTheNeighbourBackAndACancelledStreamEndsThere() {
    try (var call = Context.current().withCancellation()) {
      call.run(
          () -> {
            var events =
                branches()
                    .watchBranches(
                        WatchBranchesRequest.newBuilder().setParent("stores/default").build());
            for (int i = 0; i < 10; i++) {
              assertThat(events.next().getBranch()).hasSizeGreaterThan(59_000);
            }
          });
      // The caller reads no further: 10 events of 60 kB and what fits into windows on the way.
      Await.until("the neighbour is held back", Duration.ofSeconds(20), neighbour.heldBack::get);
      assertThat(neighbour.events).hasValueLessThan(Neighbour.MOST_EVENTS);
    }
    Await.until("the stream ended", Duration.ofSeconds(20), neighbour.cancelled::get);
  }

  @Test
  void theServicesOwnCallsAreNotPassedOn() {
    var failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                BranchInternalServiceGrpc.newBlockingStub(channel)
                    .holdBranch(HoldBranchRequest.getDefaultInstance()));
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  private BranchServiceGrpc.BranchServiceBlockingStub branches() {
    return BranchServiceGrpc.newBlockingStub(channel);
  }

  private static final class Neighbour extends BranchServiceImplBase {
    private static final int MOST_EVENTS = 2_000;

    private final AtomicInteger gets = new AtomicInteger();
    private final AtomicReference<String> token = new AtomicReference<>();
    private final AtomicReference<Long> secondsLeft = new AtomicReference<>();
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicBoolean heldBack = new AtomicBoolean();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final ServerInterceptor headers =
        new ServerInterceptor() {
          @Override
          public <Q, A> ServerCall.Listener<Q> interceptCall(
              ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            token.set(headers.get(TOKEN));
            return next.startCall(call, headers);
          }
        };

    @Override
    public void getBranch(GetBranchRequest request, StreamObserver<Branch> answer) {
      gets.incrementAndGet();
      if (request.getName().endsWith("missing")) {
        answer.onError(FailureStatus.exception(new Failure.ResourceNotFound(request.getName())));
        return;
      }
      var deadline = Context.current().getDeadline();
      secondsLeft.set(deadline == null ? 0 : deadline.timeRemaining(TimeUnit.SECONDS));
      answer.onNext(Branch.newBuilder().setName(request.getName()).build());
      answer.onCompleted();
    }

    @Override
    public void watchBranches(WatchBranchesRequest request, StreamObserver<BranchEvent> answer) {
      var stream = (ServerCallStreamObserver<BranchEvent>) answer;
      var event = BranchEvent.newBuilder().setBranch("x".repeat(60_000)).build();
      stream.setOnCancelHandler(() -> cancelled.set(true));
      stream.setOnReadyHandler(
          () -> {
            while (stream.isReady() && events.get() < MOST_EVENTS) {
              stream.onNext(event);
              events.incrementAndGet();
            }
            heldBack.set(true);
          });
    }
  }
}
