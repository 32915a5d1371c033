package dev.hindcast.branch.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.hindcast.branch.overlay.postgres.OverlayStore;
import dev.hindcast.branch.provider.BranchLogin;
import dev.hindcast.branch.provider.StoreUnderTest;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.service.RunningService;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.BranchConnection;
import dev.hindcast.proto.branch.v1.BranchEvent;
import dev.hindcast.proto.branch.v1.BranchInternalServiceGrpc;
import dev.hindcast.proto.branch.v1.BranchInternalServiceGrpc.BranchInternalServiceBlockingStub;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc.BranchServiceBlockingStub;
import dev.hindcast.proto.branch.v1.BundleRole;
import dev.hindcast.proto.branch.v1.Capabilities;
import dev.hindcast.proto.branch.v1.ConnectBranchRequest;
import dev.hindcast.proto.branch.v1.CreateBranchRequest;
import dev.hindcast.proto.branch.v1.DeleteBranchRequest;
import dev.hindcast.proto.branch.v1.ExtendBranchRequest;
import dev.hindcast.proto.branch.v1.ForkPoint;
import dev.hindcast.proto.branch.v1.GetBranchRequest;
import dev.hindcast.proto.branch.v1.GetStoreRequest;
import dev.hindcast.proto.branch.v1.HoldBranchRequest;
import dev.hindcast.proto.branch.v1.ListBranchesRequest;
import dev.hindcast.proto.branch.v1.LoadBundleRequest;
import dev.hindcast.proto.branch.v1.RecordActivationRequest;
import dev.hindcast.proto.branch.v1.ResetBranchRequest;
import dev.hindcast.proto.branch.v1.TableCoverage;
import dev.hindcast.proto.branch.v1.WatchBranchesRequest;
import dev.hindcast.testkit.Await;
import dev.hindcast.testkit.Errors;
import dev.hindcast.testkit.Services;
import dev.hindcast.testkit.TestPostgres;
import io.grpc.ManagedChannel;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** BranchService on a real port, two processes over one control database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BranchEndpointIT {
  private final StoreUnderTest store = OverlayStore.create();
  private RunningService one;
  private RunningService two;
  private ManagedChannel channel;
  private ManagedChannel otherChannel;
  private BranchServiceBlockingStub branches;
  private BranchServiceBlockingStub other;
  private BranchInternalServiceBlockingStub internal;

  @BeforeAll
  void start() throws SQLException {
    var control = TestPostgres.emptyDatabase();
    leaveASweepBehind(control);
    var login = OverlayStore.plainLogin(store);
    one = Services.serve("branch-service", properties(control, login));
    two = Services.serve("branch-service", properties(control, login));
    channel = Services.channel(one);
    otherChannel = Services.channel(two);
    branches = BranchServiceGrpc.newBlockingStub(channel);
    internal = BranchInternalServiceGrpc.newBlockingStub(channel);
    other = BranchServiceGrpc.newBlockingStub(otherChannel);
  }

  /** Of a process that was killed while it swept: picked, and its heart beats no more. */
  private static void leaveASweepBehind(DatabaseSettings control) throws SQLException {
    Databases.migrate(control, "branch_service", "db/branch");
    try (var connection =
            DriverManager.getConnection(control.url(), control.user(), control.password());
        var statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO branch_service.scheduled_task (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)
          VALUES ('sweep', 'recurring', '2026-11-22 11:00Z', true, 'dead', '2026-11-22 11:00Z', 1)""");
    }
  }

  private static Map<String, Object> properties(DatabaseSettings control, DatabaseSettings login) {
    var all = new HashMap<String, Object>();
    all.putAll(Services.database("hindcast.branch.database", control));
    all.put("hindcast.branch.stores.ops.url", login.url());
    all.put("hindcast.branch.stores.ops.user", login.user());
    all.put("hindcast.branch.stores.ops.password", login.password());
    all.put("hindcast.branch.credential-key", "a key that is only for tests");
    all.put("hindcast.branch.sweep-interval", "100ms");
    all.put("hindcast.branch.heartbeat-interval", "200ms");
    all.put("hindcast.test.shared-clock", "true");
    return all;
  }

  @AfterAll
  void stop() {
    channel.shutdownNow();
    otherChannel.shutdownNow();
    one.close();
    two.close();
  }

  @Test
  void aBranchFromCreationToItsEnd() throws Exception {
    store.record(3);
    var created = branches.createBranch(create("life").setOwner("ann").build());
    assertThat(created.getName()).isEqualTo("stores/ops/branches/life");
    assertThat(created.getState()).isEqualTo(Branch.State.STATE_READY);
    assertThat(created.getProvider()).isEqualTo("overlay");
    assertThat(created.getOwner()).isEqualTo("ann");
    assertThat(created.getExpireTime().getSeconds() - created.getCreateTime().getSeconds())
        .isEqualTo(3600);
    var point = created.getForkPoint();
    assertThat(point.getSnapshot()).matches("\\d+:\\d+:[\\d,]*");
    assertThat(point.getLsn()).matches("[0-9A-F]+/[0-9A-F]+");
    assertThat(point.getSystemIdentifier()).matches("\\d+");
    assertThat(point.getPrecision()).isEqualTo(ForkPoint.Precision.PRECISION_SNAPSHOT);
    store.record(2);

    var connection = other.connectBranch(connect("life"));
    var seen = store.contents(login(connection)).size();
    assertThat(store.contents()).hasSize(seen + 2);
    assertThat(connection.getSchema()).isEqualTo("hindcast_b_" + created.getUid());

    var observed = other.getBranch(get("life"));
    assertThat(observed.getArrivedActions()).isEqualTo(2);
    assertThat(observed.getDivergenceBytes()).isZero();
    assertThat(observed.getEtag()).isEqualTo(created.getEtag());

    var loaded =
        branches.loadBundle(
            LoadBundleRequest.newBuilder()
                .setName(created.getName())
                .setRole(BundleRole.BUNDLE_ROLE_CANDIDATE)
                .setArchive(archive("guard"))
                .build());
    assertThat(loaded.getBundles(0).getBundle()).isEqualTo("guard");
    assertThat(loaded.getBundles(0).getDigest()).hasSize(64);
    assertThat(loaded.getEtag()).isNotEqualTo(created.getEtag());
    try (var fork = store.open(login(connection))) {
      assertThat(StoreUnderTest.texts(fork, "SELECT role || bundle || digest FROM loaded_bundle"))
          .containsExactly("candidateguard" + loaded.getBundles(0).getDigest());
    }

    var delete = DeleteBranchRequest.newBuilder().setName(created.getName());
    var deleted =
        other.deleteBranch(delete.setCause(Branch.DeleteCause.DELETE_CAUSE_PROMOTED).build());
    assertThat(deleted.getState()).isEqualTo(Branch.State.STATE_DELETED);
    assertThat(deleted.getDeleteCause()).isEqualTo(Branch.DeleteCause.DELETE_CAUSE_PROMOTED);
    assertThat(deleted.getDiscardProof().hasConfirmTime()).isTrue();
    assertThat(branches.deleteBranch(delete.clearCause().build())).isEqualTo(deleted);
  }

  @Test
  void aBranchExpiresByItselfWhenItsTimeIsOver() {
    var created =
        branches.createBranch(create("short").setTtl(Duration.newBuilder().setSeconds(20)).build());
    var extended =
        other.extendBranch(
            ExtendBranchRequest.newBuilder()
                .setName(created.getName())
                .setTtl(Duration.newBuilder().setSeconds(40))
                .setEtag(created.getEtag())
                .build());
    assertThat(extended.getExpireTime().getSeconds())
        .isEqualTo(created.getExpireTime().getSeconds() + 20);
    SharedClock.CLOCK.tick(java.time.Duration.ofSeconds(41));
    Await.until(
        "the branch is gone",
        java.time.Duration.ofSeconds(30),
        () -> branches.getBranch(get("short")).getState() == Branch.State.STATE_DELETED);
    assertThat(branches.getBranch(get("short")).getDeleteCause())
        .isEqualTo(Branch.DeleteCause.DELETE_CAUSE_EXPIRED);
    var error = Errors.of(() -> branches.connectBranch(connect("short")));
    assertThat(error.getReason()).isEqualTo("BRANCH_NOT_USABLE");
    assertThat(error.getMetadataMap())
        .containsEntry("branch", created.getName())
        .containsEntry("state", "EXPIRED");
  }

  @Test
  void anActivationIsRecordedOnceAndStandsInTheNextFork() throws Exception {
    var request =
        RecordActivationRequest.newBuilder()
            .setName("stores/ops")
            .setVersion("bundles/guard/versions/3")
            .setArchive(archive("guard"))
            .setMoveId(UUID.randomUUID().toString())
            .setActivateTime(Timestamp.newBuilder().setSeconds(1_700_000_000))
            .build();
    assertThat(internal.recordActivation(request)).isNotNull();
    assertThat(internal.recordActivation(request)).isNotNull();
    assertThat(branches.createBranch(create("activated").build())).isNotNull();
    var connection = branches.connectBranch(connect("activated"));
    try (var fork = store.open(login(connection))) {
      assertThat(
              StoreUnderTest.texts(
                  fork,
                  """
                  SELECT bundle || ' ' || version || ' ' || extract(epoch FROM activated_at)::bigint
                  FROM policy_activation"""))
          .containsExactly("guard bundles/guard/versions/3 1700000000");
    }
    var wrong = request.toBuilder().setArchive(archive("other")).build();
    assertThat(Errors.of(() -> internal.recordActivation(wrong)).getReason())
        .isEqualTo("BUNDLE_REJECTED");
  }

  @Test
  void errorsBearTheirReasonAndWhatTheyAreAbout() {
    var id = UUID.randomUUID().toString();
    var first = branches.createBranch(create("known").setRequestId(id).build());
    assertThat(other.createBranch(create("known").setRequestId(id).build())).isEqualTo(first);
    var reused = Errors.of(() -> branches.createBranch(create("knowm").setRequestId(id).build()));
    assertThat(reused.getReason()).isEqualTo("REQUEST_ID_REUSED");
    assertThat(reused.getMetadataMap()).containsEntry("resource", first.getName());
    var taken = Errors.of(() -> branches.createBranch(create("known").build()));
    assertThat(taken.getReason()).isEqualTo("RESOURCE_ALREADY_EXISTS");
    var store = GetStoreRequest.newBuilder().setName("stores/none").build();
    assertThat(Errors.of(() -> branches.getStore(store)).getReason())
        .isEqualTo("RESOURCE_NOT_FOUND");
    assertThat(Errors.of(() -> branches.getBranch(get("none"))).getReason())
        .isEqualTo("RESOURCE_NOT_FOUND");
    var stale = DeleteBranchRequest.newBuilder().setName(first.getName()).setEtag("stale").build();
    assertThat(Errors.of(() -> branches.deleteBranch(stale)).getReason()).isEqualTo("STATE_MOVED");
    var tooShort = create("x").setTtl(Duration.newBuilder().setSeconds(9)).build();
    assertThat(Errors.of(() -> branches.createBranch(tooShort)).getReason())
        .isEqualTo("INVALID_REQUEST");
    var broken =
        LoadBundleRequest.newBuilder()
            .setName(first.getName())
            .setRole(BundleRole.BUNDLE_ROLE_CANDIDATE)
            .setArchive(ByteString.copyFromUtf8("no archive"))
            .build();
    assertThat(Errors.of(() -> branches.loadBundle(broken)).getReason())
        .isEqualTo("BUNDLE_REJECTED");
  }

  @Test
  void aStoreSaysWhatItsProviderCanDo() {
    var summary = branches.getStore(GetStoreRequest.newBuilder().setName("stores/ops").build());
    assertThat(summary.getProvider()).isEqualTo("overlay");
    var can = summary.getCapabilities();
    assertThat(can.getPointInTime()).isEqualTo(ForkPoint.Precision.PRECISION_SNAPSHOT);
    assertThat(can.getDivergenceBytes()).isEqualTo(Capabilities.Accuracy.ACCURACY_EXACT);
    assertThat(can.getHardDelete()).isTrue();
    assertThat(can.getOwnCompute() || can.getDdlIsolation()).isFalse();
    assertThat(can.getCutsList()).containsExactly(Capabilities.Cut.CUT_NOW);
  }

  @Test
  void aHeldBranchLivesOnAndAnyProcessTellsWhatHappened() {
    var created =
        branches.createBranch(
            create("held").setTtl(Duration.newBuilder().setSeconds(20)).setOwner("ann").build());
    assertThat(created.getTablesList())
        .extracting(TableCoverage::getTable, TableCoverage::getKind)
        .contains(Tuple.tuple("hindcast.action", TableCoverage.Kind.KIND_APPEND_ONLY));
    var hold =
        HoldBranchRequest.newBuilder()
            .setName(created.getName())
            .setHolder("replays/r")
            .setDuration(Duration.newBuilder().setSeconds(60))
            .build();
    assertThat(internal.holdBranch(hold).getHoldTime().getSeconds())
        .isEqualTo(created.getExpireTime().getSeconds() + 40);
    SharedClock.CLOCK.tick(java.time.Duration.ofSeconds(30));
    var reset =
        other.resetBranch(
            ResetBranchRequest.newBuilder()
                .setName(created.getName())
                .setEtag(created.getEtag())
                .build());
    assertThat(reset.getState()).isEqualTo(Branch.State.STATE_READY);
    assertThat(reset.getForkPoint()).isEqualTo(created.getForkPoint());
    assertThat(branches.getBranch(get("held")).hasHoldTime()).isTrue();

    var watch = WatchBranchesRequest.newBuilder().setParent("stores/ops").setAfter(0).build();
    var events = other.watchBranches(watch);
    var kinds = new ArrayList<BranchEvent.Kind>();
    long position = 0;
    while (!kinds.contains(BranchEvent.Kind.KIND_DELETED)) {
      var event = events.next();
      assertThat(event.getPosition()).isGreaterThan(position);
      position = event.getPosition();
      if (event.getUid().equals(created.getUid())) {
        assertThat(event.getBranch()).isEqualTo(created.getName());
        assertThat(event.getOwner()).isEqualTo("ann");
        kinds.add(event.getKind());
        if (kinds.size() == 5) {
          SharedClock.CLOCK.tick(java.time.Duration.ofSeconds(31));
        }
      }
    }
    assertThat(kinds)
        .containsExactlyInAnyOrder(
            BranchEvent.Kind.KIND_CREATED,
            BranchEvent.Kind.KIND_READY,
            BranchEvent.Kind.KIND_EXPIRING_SOON,
            BranchEvent.Kind.KIND_RESETTING,
            BranchEvent.Kind.KIND_READY,
            BranchEvent.Kind.KIND_EXPIRED,
            BranchEvent.Kind.KIND_DELETED);
    var resumed = branches.watchBranches(watch.toBuilder().setAfter(position - 1).build());
    assertThat(resumed.next().getPosition()).isEqualTo(position);
    assertThat(branches.getBranch(get("held")).getDiscardProof().getText())
        .contains(created.getUid());
    var late = Errors.of(() -> internal.holdBranch(hold));
    assertThat(late.getReason()).isEqualTo("BRANCH_NOT_USABLE");
  }

  @Test
  void aCutThatTheProviderDoesNotOfferIsNotSupported() {
    var error = Errors.of(() -> branches.createBranch(create("past").setAtLsn("0/1A").build()));
    assertThat(error.getReason()).isEqualTo("NOT_SUPPORTED");
    assertThat(error.getMetadataMap().get("capability"))
        .contains("stores/ops at an LSN", "overlay, offers: now");
    for (var malformed :
        List.of(
            create("past").setAtLsn("yesterday").build(),
            create("past").setMaxDivergenceBytes(-1).build())) {
      assertThat(Errors.of(() -> branches.createBranch(malformed)).getReason())
          .isEqualTo("INVALID_REQUEST");
    }
    var never =
        ExtendBranchRequest.newBuilder()
            .setName("stores/ops/branches/x")
            .setExpireTime(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
            .build();
    assertThat(Errors.of(() -> branches.extendBranch(never)).getReason())
        .isEqualTo("INVALID_REQUEST");
    var delete =
        DeleteBranchRequest.newBuilder()
            .setName("stores/ops/branches/x")
            .setCause(Branch.DeleteCause.DELETE_CAUSE_EXPIRED)
            .build();
    assertThat(Errors.of(() -> branches.deleteBranch(delete)).getReason())
        .isEqualTo("INVALID_REQUEST");
  }

  @Test
  void aListHidesWhatIsGone() {
    assertThat(branches.createBranch(create("listed").build())).isNotNull();
    var gone = branches.createBranch(create("gone").build());
    assertThat(
            branches.deleteBranch(DeleteBranchRequest.newBuilder().setName(gone.getName()).build()))
        .isNotNull();
    var list = ListBranchesRequest.newBuilder().setParent("stores/-");
    assertThat(branches.listBranches(list.build()).getBranchesList())
        .extracting(Branch::getName)
        .contains("stores/ops/branches/listed")
        .doesNotContain(gone.getName());
    assertThat(branches.listBranches(list.setShowDeleted(true).build()).getBranchesList())
        .extracting(Branch::getName)
        .contains(gone.getName());
    var states = list.setShowDeleted(false).addStates(Branch.State.STATE_DELETED);
    assertThat(branches.listBranches(states.build()).getBranchesList())
        .extracting(Branch::getState)
        .containsOnly(Branch.State.STATE_DELETED);
  }

  private static CreateBranchRequest.Builder create(String id) {
    return CreateBranchRequest.newBuilder().setParent("stores/ops").setBranchId(id);
  }

  private static GetBranchRequest get(String id) {
    return GetBranchRequest.newBuilder().setName("stores/ops/branches/" + id).build();
  }

  private static ConnectBranchRequest connect(String id) {
    return ConnectBranchRequest.newBuilder().setName("stores/ops/branches/" + id).build();
  }

  private static BranchLogin login(BranchConnection c) {
    return new BranchLogin(
        c.getHost(),
        c.getPort(),
        c.getDatabase(),
        c.getUser(),
        c.getPassword(),
        c.getSchema(),
        c.getSslMode());
  }

  private static ByteString archive(String name) {
    return ByteString.copyFrom(
        BundleSource.ofManifest(
                """
                apiVersion: hindcast/v1
                name: %s
                rules:
                  - id: all
                    when: "true"
                    effect: deny
                """
                    .formatted(name))
            .toTarGz());
  }
}
