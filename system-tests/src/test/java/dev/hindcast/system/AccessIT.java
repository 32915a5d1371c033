package dev.hindcast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import dev.hindcast.platform.audit.AuditChain;
import dev.hindcast.platform.audit.AuditEntry;
import dev.hindcast.platform.audit.AuditKind;
import dev.hindcast.platform.audit.PostgresAuditLog;
import dev.hindcast.platform.grpc.Channels;
import dev.hindcast.platform.identity.Role;
import dev.hindcast.platform.identity.RpcRule;
import dev.hindcast.platform.identity.RpcTable;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.audit.v1.AuditServiceGrpc;
import dev.hindcast.proto.audit.v1.ListEntriesRequest;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc;
import dev.hindcast.proto.branch.v1.ConnectBranchRequest;
import dev.hindcast.proto.branch.v1.CreateBranchRequest;
import dev.hindcast.proto.branch.v1.DeleteBranchRequest;
import dev.hindcast.proto.branch.v1.ListBranchesRequest;
import dev.hindcast.proto.externalscaler.ExternalScalerGrpc;
import dev.hindcast.proto.externalscaler.ScaledObjectRef;
import dev.hindcast.proto.policy.v1.GetChannelRequest;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc;
import dev.hindcast.proto.policy.v1.PublishVersionRequest;
import dev.hindcast.proto.replay.v1.GetReplayRequest;
import dev.hindcast.proto.replay.v1.ListReplaysRequest;
import dev.hindcast.proto.replay.v1.PromoteRequest;
import dev.hindcast.proto.replay.v1.Promotion;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.ReplayServiceGrpc;
import dev.hindcast.proto.replay.v1.ReplayServiceGrpc.ReplayServiceBlockingStub;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import dev.hindcast.testkit.Await;
import dev.hindcast.testkit.Errors;
import dev.hindcast.testkit.RandomMessages;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who may do what on a secured cluster of real processes, what the audit logs say of it, and that
 * no secret shows anywhere.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AccessIT {
  private static final String NOBODY = "nobody";
  private static final String STRANGER = "stranger";

  @TempDir private static Path folder;
  private SecuredCluster cluster;
  private final Map<String, ManagedChannel> channels = new HashMap<>();

  @BeforeAll
  void start() {
    var callers = new TreeMap<String, String>();
    for (var role : Role.values()) {
      callers.put(role.label(), role.label());
    }
    callers.put("ann", "author@default,operator@default,promoter@default");
    callers.put("pete", "promoter@default,viewer@default");
    callers.put("other", "operator@other,promoter@other,recorder@other");
    cluster = new SecuredCluster(folder, SyntheticStore.with(200), callers);
  }

  /** Logins of branches belong to the server, which other tests use too. */
  @AfterAll
  void stop() {
    var admin = branches("admin");
    for (var branch :
        admin
            .listBranches(ListBranchesRequest.newBuilder().setParent("stores/-").build())
            .getBranchesList()) {
      var gone =
          admin.deleteBranch(DeleteBranchRequest.newBuilder().setName(branch.getName()).build());
      assertThat(gone.getState()).isEqualTo(Branch.State.STATE_DELETED);
    }
    cluster.close();
  }

  private ManagedChannel channel(ServiceProcess service, String caller) {
    return channels.computeIfAbsent(
        service.target() + caller,
        _ -> cluster.channel(service, caller.equals(NOBODY) ? null : caller));
  }

  private ReplayServiceBlockingStub replays(String caller) {
    return ReplayServiceGrpc.newBlockingStub(channel(cluster.gateway, caller));
  }

  private PolicyRegistryServiceGrpc.PolicyRegistryServiceBlockingStub policies(String caller) {
    return PolicyRegistryServiceGrpc.newBlockingStub(channel(cluster.registry, caller));
  }

  private BranchServiceGrpc.BranchServiceBlockingStub branches(String caller) {
    return BranchServiceGrpc.newBlockingStub(channel(cluster.branchService, caller));
  }

  @Test
  @Order(1)
  void everyMethodAnswersEveryRoleAsTheTableSays() {
    var soft = new SoftAssertions();
    for (var rule : RpcTable.all()) {
      for (var service : servedBy(rule)) {
        for (var role : Role.values()) {
          var allowed = rule.roles().isEmpty() || rule.roles().contains(role);
          soft.assertThat(reason(service, rule, role.label()))
              .as(rule.method() + " as " + role.label())
              .isEqualTo(allowed ? "" : "PERMISSION_DENIED");
        }
        var open = rule.roles().isEmpty() ? "" : "UNAUTHENTICATED";
        soft.assertThat(reason(service, rule, NOBODY))
            .as(rule.method() + " as nobody")
            .isEqualTo(open);
        soft.assertThat(reason(service, rule, STRANGER))
            .as(rule.method() + " made up")
            .isEqualTo(open);
      }
    }
    soft.assertAll();
  }

  private List<ServiceProcess> servedBy(RpcRule rule) {
    return switch (rule.service()) {
      case "hindcast.policy.v1.PolicyRegistryService" -> List.of(cluster.registry, cluster.gateway);
      case "hindcast.branch.v1.BranchService" -> List.of(cluster.branchService, cluster.gateway);
      case "hindcast.branch.v1.BranchInternalService" -> List.of(cluster.branchService);
      case "hindcast.replay.v1.ReplayService",
          "hindcast.worker.v1.ReplayCoordinatorService",
          "externalscaler.ExternalScaler",
          "opentelemetry.proto.collector.trace.v1.TraceService" ->
          List.of(cluster.gateway);
      default -> List.of(cluster.registry, cluster.branchService, cluster.gateway);
    };
  }

  /** Why a call with an empty request is refused, as far as it is about the caller. */
  private String reason(ServiceProcess service, RpcRule rule, String caller) {
    var descriptor =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNKNOWN)
            .setFullMethodName(rule.method())
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();
    var options = CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS);
    var call = channel(service, caller).newCall(descriptor, options);
    var answer = new CompletableFuture<String>();
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(byte[] message) {
            answer.complete("");
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            answer.complete(about(status, trailers));
          }
        },
        new Metadata());
    call.request(1);
    call.sendMessage(new byte[0]);
    call.halfClose();
    // A stream that is let through may have nothing to say; a refusal comes at once.
    var result =
        rule.name().startsWith("Stream") || rule.name().startsWith("Watch")
            ? answer.completeOnTimeout("", 500, TimeUnit.MILLISECONDS).join()
            : answer.join();
    call.cancel("seen enough", null);
    return result;
  }

  private static String about(Status status, Metadata trailers) {
    if (status.getCode() == Status.Code.UNIMPLEMENTED) {
      return "not served";
    }
    if (status.getCode() != Status.Code.UNAUTHENTICATED
        && status.getCode() != Status.Code.PERMISSION_DENIED) {
      return "";
    }
    return StatusProto.fromStatusAndTrailers(status, trailers).getDetailsList().stream()
        .filter(detail -> detail.is(ErrorInfo.class))
        .map(
            detail -> {
              try {
                return detail.unpack(ErrorInfo.class).getReason();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            })
        .findFirst()
        .orElse("no ErrorInfo");
  }

  /**
   * Whatever an admin asks, and however, it is answered or refused for a documented reason. The
   * same seed asks the same; for a long run say {@code -Dhindcast.fuzz.tries=10000}.
   */
  @Test
  @Order(8)
  void noRequestIsAnIncident() throws IOException {
    var seed = Long.getLong("hindcast.fuzz.seed", 1);
    var random = new Random(seed);
    for (var rule : RpcTable.all()) {
      var unary = unary(rule);
      for (var i = 0; unary.isPresent() && i < Integer.getInteger("hindcast.fuzz.tries", 25); i++) {
        var prototype = unary.get().getRequestMarshaller().parse(InputStream.nullInputStream());
        var request = RandomMessages.of((Message) prototype, random);
        for (var service : servedBy(rule)) {
          var status = ask(service, unary.get(), request);
          assertThat(status.getCode())
              .as("%s answered %s, seed %d:\n%s", rule.method(), status, seed, request)
              .isNotIn(Status.Code.INTERNAL, Status.Code.UNKNOWN, Status.Code.DEADLINE_EXCEEDED);
        }
      }
    }
    for (var process : cluster.processes()) {
      assertThat(process.log()).doesNotContain("incident");
    }
  }

  @SuppressWarnings("unchecked")
  private static Optional<MethodDescriptor<Object, Object>> unary(RpcRule rule) {
    return Stream.of(
            PolicyRegistryServiceGrpc.getServiceDescriptor(),
            BranchServiceGrpc.getServiceDescriptor(),
            ReplayServiceGrpc.getServiceDescriptor(),
            AuditServiceGrpc.getServiceDescriptor(),
            ExternalScalerGrpc.getServiceDescriptor())
        .flatMap(service -> service.getMethods().stream())
        .filter(method -> method.getFullMethodName().equals(rule.method()))
        .filter(method -> method.getType() == MethodDescriptor.MethodType.UNARY)
        .map(method -> (MethodDescriptor<Object, Object>) method)
        .findFirst();
  }

  private Status ask(
      ServiceProcess service, MethodDescriptor<Object, Object> method, Message request) {
    try {
      var _ =
          ClientCalls.blockingUnaryCall(
              channel(service, "admin"),
              method,
              CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
              request);
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  @Order(2)
  void nobodyIsServedInPlaintext() {
    var plain = Channels.plaintext(cluster.gateway.target());
    try {
      assertThatThrownBy(
              () ->
                  ReplayServiceGrpc.newBlockingStub(plain)
                      .getReplay(GetReplayRequest.getDefaultInstance()))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageContaining("UNAVAILABLE");
    } finally {
      plain.shutdownNow();
    }
  }

  @Test
  @Order(2)
  void aCertificateStandsForACallerThatCanSendNoToken() {
    var keda = cluster.channel(cluster.gateway, null, "keda");
    assertThat(
            ExternalScalerGrpc.newBlockingStub(keda)
                .isActive(ScaledObjectRef.getDefaultInstance())
                .getResult())
        .isFalse();
    var start = StartReplayRequest.newBuilder().setBranch("stores/default/branches/b").build();
    assertDenied(() -> ReplayServiceGrpc.newBlockingStub(keda).startReplay(start), "any");
    var both = cluster.channel(cluster.gateway, STRANGER, "keda");
    assertThat(
            Errors.of(
                    () ->
                        ExternalScalerGrpc.newBlockingStub(both)
                            .isActive(ScaledObjectRef.getDefaultInstance()))
                .getReason())
        .as("a bad token is not made good")
        .isEqualTo("UNAUTHENTICATED");
  }

  @Test
  @Order(2)
  void onlyServicesAreBelievedForWhomTheyCall() {
    var headers = new Metadata();
    headers.put(
        Metadata.Key.of("hindcast-on-behalf-of", Metadata.ASCII_STRING_MARSHALLER), "admin");
    var branch =
        branches("operator")
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .createBranch(CreateBranchRequest.newBuilder().setParent("stores/default").build());
    assertThat(branch.getOwner()).isEqualTo("operator");
  }

  @Test
  @Order(3)
  void throughTheGatewayTheNeighboursJudgeTheCaller() {
    var request = CreateBranchRequest.newBuilder().setParent("stores/default").build();
    assertDenied(
        () ->
            BranchServiceGrpc.newBlockingStub(channel(cluster.gateway, "viewer"))
                .createBranch(request),
        "any");
    var branch =
        BranchServiceGrpc.newBlockingStub(channel(cluster.gateway, "operator"))
            .createBranch(request);
    assertThat(branch.getOwner()).isEqualTo("operator");
    assertThat(entries(cluster.branchService, "CreateBranch"))
        .anySatisfy(
            entry -> {
              assertThat(entry.getSubject()).isEqualTo("operator");
              assertThat(entry.getResource()).isEqualTo(branch.getName());
            });
  }

  @Test
  @Order(3)
  void aRecorderAppendsToItsOwnStoresOnly() throws Exception {
    var request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .addScopeSpans(
                        ScopeSpans.newBuilder()
                            .addSpans(
                                Span.newBuilder()
                                    .setTraceId(ByteString.copyFromUtf8("sixteen letters."))
                                    .setSpanId(ByteString.copyFromUtf8("eight..."))
                                    .setStartTimeUnixNano(1_700_000_000_000_000_000L)
                                    .setEndTimeUnixNano(1_700_000_001_000_000_000L)
                                    .addAttributes(
                                        attribute("gen_ai.operation.name", "execute_tool"))
                                    .addAttributes(attribute("gen_ai.tool.name", "search")))))
            .build();
    assertDenied(() -> spans("other").export(request), "stores/default");
    assertThat(spans("recorder").export(request))
        .as("nothing is rejected")
        .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private TraceServiceGrpc.TraceServiceBlockingStub spans(String caller) {
    return TraceServiceGrpc.newBlockingStub(channel(cluster.gateway, caller));
  }

  @Test
  @Order(3)
  void oneTestOverMutualTlsWithFourEyesAndGrantsOnOneStore() {
    var candidate = publish("ann");
    var branch =
        branches("ann")
            .createBranch(
                CreateBranchRequest.newBuilder()
                    .setParent("stores/default")
                    .setOwner("eve")
                    .build());
    assertThat(branch.getOwner()).as("not what the request says").isEqualTo("ann");
    var login =
        branches("ann")
            .connectBranch(ConnectBranchRequest.newBuilder().setName(branch.getName()).build());
    logins.add(login.getPassword());

    var started =
        replays("ann")
            .startReplay(
                StartReplayRequest.newBuilder()
                    .setBranch(branch.getName())
                    .setCandidate(candidate)
                    .setAllowAll(true)
                    .setCreator("eve")
                    .build());
    assertThat(started.getCreator()).isEqualTo("ann");
    var name = GetReplayRequest.newBuilder().setName(started.getName()).build();
    Await.until(
        "the replay ends",
        Duration.ofSeconds(60),
        () -> replays("ann").getReplay(name).getState() != Replay.State.STATE_RUNNING);
    assertThat(replays("pete").getReplay(name).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);

    // Grants on another store see nothing of it.
    assertDenied(() -> replays("other").getReplay(name), "stores/default");
    assertDenied(() -> replays("other").listReplays(ListReplaysRequest.getDefaultInstance()), "*");
    assertDenied(
        () ->
            branches("ann")
                .listBranches(ListBranchesRequest.newBuilder().setParent("stores/-").build()),
        "*");
    assertThat(
            replays("pete")
                .listReplays(ListReplaysRequest.newBuilder().setBranch(branch.getName()).build())
                .getReplaysCount())
        .isEqualTo(1);

    var promote =
        PromoteRequest.newBuilder().setReplay(started.getName()).setPromoter("eve").build();
    assertDenied(() -> replays("other").promote(promote), "stores/default");
    assertThat(Errors.of(() -> replays("ann").promote(promote)))
        .satisfies(
            info -> {
              assertThat(info.getReason()).isEqualTo("FOUR_EYES");
              assertThat(info.getMetadataMap())
                  .containsEntry("publisher", "ann")
                  .containsEntry("mover", "ann");
            });
    var promotion = replays("pete").promote(promote);
    assertThat(promotion.getState()).isEqualTo(Promotion.State.STATE_DONE);
    assertThat(promotion.getPromoter()).isEqualTo("pete");
    var channel =
        policies("viewer")
            .getChannel(
                GetChannelRequest.newBuilder()
                    .setName("bundles/refund-limit/channels/production")
                    .build());
    assertThat(channel.getVersion()).isEqualTo(candidate);
    assertThat(channel.toString()).contains("pete").doesNotContain("eve");
  }

  private final List<String> logins = new ArrayList<>();

  private String publish(String caller) {
    var archive = BundleSource.of(SyntheticStore.REFUND_LIMIT).toTarGz();
    var published =
        policies(caller)
            .publishVersion(
                PublishVersionRequest.newBuilder()
                    .setArchive(ByteString.copyFrom(archive))
                    .setPublisher("eve")
                    .build())
            .getVersion();
    assertThat(published.getPublisher()).isEqualTo(caller);
    return published.getName();
  }

  private static void assertDenied(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String scope) {
    var info = Errors.of(call);
    assertThat(info.getReason()).isEqualTo("PERMISSION_DENIED");
    assertThat(info.getMetadataMap()).containsEntry("scope", scope);
  }

  @Test
  @Order(4)
  void theAuditLogsSayWhoDidWhatAndForWhom() {
    var moves = entries(cluster.registry, "MoveChannel");
    assertThat(moves)
        .anySatisfy(
            entry -> {
              assertThat(entry.getSubject()).isEqualTo("gateway");
              assertThat(entry.getOnBehalfOf()).isEqualTo("pete");
              assertThat(entry.getResource()).isEqualTo("bundles/refund-limit/channels/production");
              assertThat(entry.getCode()).isEqualTo("OK");
            })
        .anySatisfy(
            entry -> {
              assertThat(entry.getOnBehalfOf()).isEqualTo("ann");
              assertThat(entry.getCode()).isEqualTo("FAILED_PRECONDITION");
            });
    assertThat(entries(cluster.gateway, "Promote"))
        .anySatisfy(
            entry -> {
              assertThat(entry.getSubject()).isEqualTo("other");
              assertThat(entry.getCode()).isEqualTo("PERMISSION_DENIED");
              assertThat(entry.getResource()).startsWith("replays/");
            });
    assertThat(entries(cluster.branchService, "CreateBranch"))
        .anySatisfy(
            entry -> {
              assertThat(entry.getSubject()).isEqualTo("ann");
              assertThat(entry.getResource()).startsWith("stores/default/branches/");
            });
    assertThat(entries(cluster.branchService, "HoldBranch"))
        .allSatisfy(entry -> assertThat(entry.getCode()).isNotEqualTo("OK"));
    assertThat(entries(cluster.gateway, "Work"))
        .allSatisfy(entry -> assertThat(entry.getSubject()).isNotEqualTo("replay-worker-0"));
  }

  private List<dev.hindcast.proto.audit.v1.AuditEntry> entries(
      ServiceProcess service, String method) {
    var stub = AuditServiceGrpc.newBlockingStub(channel(service, "admin"));
    return stub
        .listEntries(ListEntriesRequest.newBuilder().setPageSize(1000).build())
        .getEntriesList()
        .stream()
        .filter(entry -> entry.getMethod().endsWith("/" + method))
        .toList();
  }

  @Test
  @Order(5)
  void theLogsAreAppendOnlyAndMeddlingIsFound() {
    try (var pool = Databases.pool(cluster.control, "test")) {
      var jdbc = new Jdbc(pool, "the control database");
      for (var schema : List.of("gateway", "policy_registry", "branch_service")) {
        var log =
            new PostgresAuditLog(jdbc, schema.replace('_', '-'), schema, InstantSource.system());
        assertThat(problem(log)).as(schema).isEmpty();
        for (var statement :
            List.of(
                "UPDATE %s.audit_entry SET subject = 'eve'",
                "DELETE FROM %s.audit_entry", "TRUNCATE %s.audit_entry")) {
          assertThatThrownBy(() -> jdbc.update(statement.formatted(schema), Binder.NONE))
              .hasStackTraceContaining("append-only");
        }
        jdbc.update(
            "ALTER TABLE %s.audit_entry DISABLE TRIGGER USER".formatted(schema), Binder.NONE);
        var changed =
            jdbc.update(
                "UPDATE %s.audit_entry SET subject = 'eve' WHERE number = 2".formatted(schema),
                Binder.NONE);
        assertThat(changed).isEqualTo(1);
        assertThat(problem(log)).as(schema).contains("entry 2 is not as it was written");
      }
    }
  }

  private static Optional<String> problem(PostgresAuditLog log) {
    var chain = new AuditChain(log.service());
    for (AuditEntry entry : log.read(0, 100_000)) {
      var problem = chain.add(entry);
      if (problem.isPresent()) {
        return problem;
      }
    }
    assertThat(log.head()).isEqualTo(chain.head());
    return Optional.empty();
  }

  @Test
  @Order(6)
  void writersOfALogTakeTurns() throws Exception {
    try (var pool = Databases.pool(cluster.control, "test")) {
      var jdbc = new Jdbc(pool, "the control database");
      var log = new PostgresAuditLog(jdbc, "gateway", "gateway", InstantSource.system());
      var before = log.head().number();
      try (var executor = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
        var all = new ArrayList<java.util.concurrent.Future<Long>>();
        for (var i = 0; i < 200; i++) {
          all.add(executor.submit(() -> log.append(denial())));
        }
        for (var one : all) {
          assertThat(one.get()).isGreaterThan(before);
        }
      }
      assertThat(log.head().number()).isGreaterThanOrEqualTo(before + 200);
      var numbers = log.read(before, 200).stream().map(AuditEntry::number).toList();
      assertThat(numbers).isSorted().doesNotHaveDuplicates().hasSize(200);
      assertThat(log.read(before, 200)).allMatch(entry -> entry.isSound("gateway"));
    }
  }

  private static dev.hindcast.platform.audit.AuditFact denial() {
    return new dev.hindcast.platform.audit.AuditFact(
        AuditKind.DENIAL, 0, "", "", "a.B/C", "", "", "UNAUTHENTICATED", 0);
  }

  @Test
  @Order(7)
  void noSecretShowsInLogsCommandLinesOrTheAuditLog() throws IOException {
    var places = new TreeMap<String, String>();
    for (var process : cluster.processes()) {
      places.put(process + " log", process.log());
      places.put(process + " command line", process.commandLine());
    }
    for (var service : List.of(cluster.branchService, cluster.registry, cluster.gateway)) {
      places.put(
          service + " audit log",
          AuditServiceGrpc.newBlockingStub(channel(service, "admin"))
              .listEntries(ListEntriesRequest.newBuilder().setPageSize(1000).build())
              .toString());
    }
    places.put("identity file", Files.readString(folder.resolve("identities")));
    var secrets = new TreeMap<>(cluster.secrets());
    logins.forEach(login -> secrets.put("login of a branch", login));
    assertThat(logins).isNotEmpty();
    secrets.forEach(
        (what, secret) ->
            places.forEach(
                (where, text) ->
                    assertThat(text.contains(secret)).as(what + " in the " + where).isFalse()));
    // The search itself works: what is no secret is found.
    assertThat(places.get(cluster.gateway + " command line")).contains("gateway-token");
  }
}
