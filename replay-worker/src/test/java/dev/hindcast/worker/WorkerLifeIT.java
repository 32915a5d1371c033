package dev.hindcast.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.service.RunningService;
import dev.hindcast.proto.worker.v1.Assignment;
import dev.hindcast.proto.worker.v1.ReplayContext;
import dev.hindcast.proto.worker.v1.ShardFailure.Cause;
import dev.hindcast.testkit.Await;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker whose branch hangs, or whose gateways come and go. */
class WorkerLifeIT {
  private final TestBranch branch = new TestBranch();
  private final FakeCoordinator coordinator = new FakeCoordinator();
  private ReplayContext context;

  @BeforeEach
  void load() {
    branch.run(
        """
        INSERT INTO hindcast.action (workflow_id, step, occurred_at, tool, arguments, context)
        SELECT 'w' || i, 0, '2026-05-01 00:00Z', 'refund', '{"amount": 400}', '{"user_role": "support"}'
        FROM generate_series(1, 5000) i""");
    branch.load(Bundles.BASELINE);
    branch.load(Bundles.CANDIDATE);
    context = Shards.context(branch, Bundles.BASELINE, Bundles.CANDIDATE);
  }

  @AfterEach
  void close() {
    coordinator.close();
    branch.close();
  }

  private RunningService worker(String gateways, Map<String, Object> more) {
    var all = new HashMap<String, Object>(more);
    all.put("hindcast.worker.gateways", gateways);
    all.put("hindcast.worker.reconnect-max", "500ms");
    all.put("hindcast.worker.drain", "100ms");
    all.put("hindcast.worker.heartbeat", "100ms");
    return RunningService.run("replay-worker", all);
  }

  private static String at(FakeCoordinator gateway) {
    return "127.0.0.1:" + gateway.port();
  }

  @Test
  void aStatementThatHangsIsGivenUpAndItsSlotIsFreeAgain() throws SQLException {
    try (var _ =
            worker(
                at(coordinator),
                Map.of("hindcast.worker.stall", "1s", "hindcast.worker.slots", 1));
        var other =
            DriverManager.getConnection(
                branch.database().url(), branch.database().user(), branch.database().password());
        var lock = other.createStatement()) {
      other.setAutoCommit(false);
      lock.execute("LOCK TABLE hindcast.action IN ACCESS EXCLUSIVE MODE");
      coordinator.plan(Shards.allActions(Shards.lease("r", 0), context));
      var failure = coordinator.awaitFailure();
      assertThat(failure.getCause()).isEqualTo(Cause.CAUSE_BRANCH_UNREACHABLE);
      Await.until("the server is asked to end it", FakeCoordinator.PATIENCE, () -> waiting() == 0);
      other.rollback();
      var again = Shards.lease("r", 0).toBuilder().setEpoch(2).build();
      coordinator.plan(Shards.allActions(again, context));
      Await.until(
          "the shard is done", FakeCoordinator.PATIENCE, () -> coordinator.summary(again) != null);
      assertThat(coordinator.changes(again)).hasSize(5_000);
    }
  }

  @Test
  void heartbeatsComeAsOftenAsTheGatewaysLeasesAsk() {
    try (var _ = worker(at(coordinator), Map.of("hindcast.worker.heartbeat", "1h"))) {
      Await.until(
          "the worker calls", FakeCoordinator.PATIENCE, () -> !coordinator.hellos().isEmpty());
      assertThat(coordinator.heartbeats()).isEmpty();
      coordinator.welcome(Duration.ofMillis(300));
      Await.until("it beats", FakeCoordinator.PATIENCE, () -> coordinator.heartbeats().size() >= 3);
    }
  }

  @Test
  void aShardOfAFullBranchIsGivenBackAndItsSlotOfferedAgain() {
    branch.allow(1);
    try (var _ = worker(at(coordinator), Map.of("hindcast.worker.slots", 1))) {
      // One connection reads, a second one is to look up outcomes.
      coordinator.plan(Shards.allActions(Shards.lease("r", 0), context));
      var failure = coordinator.awaitFailure();
      assertThat(failure.getCause()).isEqualTo(Cause.CAUSE_BRANCH_FULL);
      assertThat(failure.getDetail()).contains("no more connections").doesNotContain("branch_");
      int beats = coordinator.heartbeats().size();
      Await.until(
          "its slot is free again",
          FakeCoordinator.PATIENCE,
          () -> coordinator.heartbeats().stream().skip(beats).anyMatch(b -> b.getSlotCount() == 1));
      branch.allow(2);
      var again = Shards.lease("r", 0).toBuilder().setEpoch(2).build();
      coordinator.plan(Shards.allActions(again, context));
      Await.until(
          "the shard is done", FakeCoordinator.PATIENCE, () -> coordinator.summary(again) != null);
      assertThat(coordinator.changes(again)).hasSize(5_000);
    }
  }

  private long waiting() {
    return branch
        .jdbc()
        .first(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()",
            dev.hindcast.platform.jdbc.Jdbc.Binder.NONE,
            row -> row.getLong(1))
        .orElseThrow();
  }

  @Test
  void aGatewayThatIsSlowIsNoReasonToGiveUp() {
    coordinator.holdAcks();
    try (var _ = worker(at(coordinator), Map.of("hindcast.worker.stall", "300ms"))) {
      var lease = Shards.lease("r", 0);
      coordinator.plan(Shards.allActions(lease, context));
      Await.until("the window is full", FakeCoordinator.PATIENCE, () -> coordinator.held() == 4);
      int beats = coordinator.heartbeats().size();
      Await.until(
          "much longer than the patience",
          FakeCoordinator.PATIENCE,
          () -> coordinator.heartbeats().size() > beats + 12);
      coordinator.releaseAll();
      coordinator.awaitSummaries(1);
      assertThat(coordinator.changes(lease)).hasSize(5_000);
    }
  }

  @Test
  void whatCannotBeReadCostsNoSlot() {
    try (var _ = worker(at(coordinator), Map.of("hindcast.worker.slots", 1))) {
      coordinator.plan(
          Assignment.newBuilder().setLease(Shards.lease("r", 0)).setContext(context).build());
      assertThat(coordinator.awaitFailure().getCause()).isEqualTo(Cause.CAUSE_UNSPECIFIED);
      Await.until("it offers again", FakeCoordinator.PATIENCE, () -> coordinator.offered() == 1);
    }
  }

  @Test
  void aHeartbeatRepeatsTheOffer() {
    try (var _ = worker(at(coordinator), Map.of("hindcast.worker.slots", 3))) {
      Await.until(
          "a heartbeat with the free slots",
          FakeCoordinator.PATIENCE,
          () -> coordinator.heartbeats().stream().anyMatch(beat -> beat.getSlotCount() == 3));
    }
  }

  @Test
  void aGatewayThatGoesDownGetsItsResultsAndTheNextGetsTheWorker() {
    try (var other = new FakeCoordinator();
        var _ = worker(at(coordinator) + "," + at(other), Map.of("hindcast.worker.slots", 2))) {
      Await.until(
          "it says hello",
          FakeCoordinator.PATIENCE,
          () -> coordinator.hellos().size() + other.hellos().size() == 1);
      var first = coordinator.hellos().isEmpty() ? other : coordinator;
      var second = first == other ? coordinator : other;
      assertThat(first.hellos().getFirst().getReconnected()).isFalse();
      first.holdAcks();
      var lease = Shards.lease("r", 0);
      first.plan(Shards.allActions(lease, context));
      Await.until("the window is full", FakeCoordinator.PATIENCE, () -> first.held() == 4);
      first.drain();
      Await.until(
          "it offers nothing any more",
          FakeCoordinator.PATIENCE,
          () -> first.heartbeats().getLast().getSlotCount() == 0);
      first.releaseAll();
      first.awaitSummaries(1);
      assertThat(first.changes(lease)).hasSize(5_000);
      first.end();
      Await.until("it goes elsewhere", FakeCoordinator.PATIENCE, () -> second.hellos().size() == 1);
      assertThat(second.hellos().getFirst().getReconnected()).isTrue();
      assertThat(first.hellos()).hasSize(1);
    }
  }
}
