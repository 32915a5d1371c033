package dev.hindcast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.branch.v1.ConnectBranchRequest;
import dev.hindcast.proto.branch.v1.GetBranchRequest;
import dev.hindcast.proto.replay.v1.PromoteRequest;
import dev.hindcast.proto.replay.v1.Promotion;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.testkit.Errors;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What happens in the store after the fork changes nothing; what happens in the fork changes
 * nothing in the store.
 */
class IsolationIT {
  private static final int WORKFLOWS = 1_000;
  private static Cluster cluster;

  @BeforeAll
  static void start() {
    cluster = new Cluster(SyntheticStore.with(WORKFLOWS));
    cluster.addWorkers(1);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void laterAndLateCommitsAreNotInTheDiff() throws SQLException {
    var test = new PolicyTest(cluster);
    var store = cluster.store();
    try (var late = DriverManager.getConnection(store.url(), store.user(), store.password());
        var statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute(
          "INSERT INTO hindcast.action (workflow_id, step, occurred_at, tool, arguments) VALUES ('late', 0, now(), 'refund', '{\"amount\": 900}')");
      var branch = test.fork();
      late.commit();
      SyntheticStore.append(store, 5_000_000, 50);
      test.load(branch, BundleSource.of(SyntheticStore.REFUND_LIMIT).toTarGz(), "");
      var replay = test.await(test.startAgainstAllowAll(branch, 3));
      var diff = test.diff(replay);

      assertThat(replay.getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
      assertThat(diff.getCoverage().getActionCount())
          .isEqualTo((long) WORKFLOWS * SyntheticStore.STEPS);
      assertThat(diff.getChangedCount()).isEqualTo(SyntheticStore.refundsOver500(WORKFLOWS));
      var now =
          cluster
              .branches()
              .getBranch(GetBranchRequest.newBuilder().setName(branch.getName()).build());
      assertThat(now.getArrivedActions()).isEqualTo(1 + 50L * SyntheticStore.STEPS);
      test.delete(branch);
    }
  }

  @Test
  void theLoginOfABranchCannotWriteTheParent() throws SQLException {
    var test = new PolicyTest(cluster);
    var branch = test.fork();
    var login =
        cluster
            .branches()
            .connectBranch(ConnectBranchRequest.newBuilder().setName(branch.getName()).build());
    var url =
        "jdbc:postgresql://%s:%d/%s"
            .formatted(login.getHost(), login.getPort(), login.getDatabase());
    try (var connection = DriverManager.getConnection(url, login.getUser(), login.getPassword());
        var statement = connection.createStatement()) {
      for (var forbidden :
          new String[] {
            "INSERT INTO hindcast.action (workflow_id, step, occurred_at) VALUES ('x', 0, now())",
            "DELETE FROM hindcast.action",
            "TRUNCATE hindcast.workflow_outcome",
            "DROP TABLE hindcast.action",
            "CREATE TABLE hindcast.mine (i int)",
            "CREATE TABLE public.mine (i int)",
            "CREATE SCHEMA mine",
            "CREATE ROLE mine"
          }) {
        assertThatThrownBy(() -> statement.execute(forbidden))
            .as(forbidden)
            .isInstanceOf(SQLException.class);
      }
      statement.execute(
          "INSERT INTO action (workflow_id, step, occurred_at) VALUES ('only here', 0, now())");
      assertThat(
              SyntheticStore.count(
                  cluster.store(),
                  "SELECT count(*) FROM hindcast.action WHERE workflow_id = 'only here'"))
          .isZero();
    }
    test.delete(branch);
    assertThatThrownBy(
            () -> DriverManager.getConnection(url, login.getUser(), login.getPassword()).close())
        .isInstanceOf(SQLException.class);
  }

  @Test
  void aBranchThatIsDeletedUnderAReplayFailsItClearlyAndTheNextReplayIsUnharmed() {
    var test = new PolicyTest(cluster);
    var candidate = BundleSource.of(SyntheticStore.REFUND_LIMIT).toTarGz();
    cluster.workers().forEach(ServiceProcess::kill);
    try {
      var branch = test.fork();
      test.load(branch, candidate, "");
      var replay = test.startAgainstAllowAll(branch, 4);
      assertThat(replay.getState()).isEqualTo(Replay.State.STATE_RUNNING);
      test.delete(branch);
      cluster.workers().forEach(ServiceProcess::start);
      var ended = test.await(replay);

      assertThat(ended.getState()).isEqualTo(Replay.State.STATE_FAILED);
      assertThat(ended.getFailureReason()).isEqualTo("BRANCH_NOT_USABLE");
      assertThat(ended.getFailure()).contains(branch.getName(), "start another one");
      nothingIsLeft();
      assertThat(Errors.of(() -> test.load(branch, candidate, "")).getReason())
          .isEqualTo("BRANCH_NOT_USABLE");
    } finally {
      cluster.workers().stream().filter(worker -> !worker.isAlive()).forEach(ServiceProcess::start);
    }
    var diff = test.againstAllowAll(candidate, 4);
    assertThat(diff.getChangedCount()).isEqualTo(SyntheticStore.refundsOver500(WORKFLOWS));
    nothingIsLeft();
  }

  /** No row of a replay that failed, no schema and no login of a branch that is gone. */
  private static void nothingIsLeft() {
    assertThat(
            SyntheticStore.count(
                cluster.control(),
                "SELECT count(*) FROM gateway.change JOIN gateway.replay USING (replay_id) WHERE state = 'FAILED'"))
        .isZero();
    for (var left :
        new String[] {
          "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'hindcast_b%'",
          "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'hindcast_b%'"
        }) {
      assertThat(SyntheticStore.count(cluster.store(), left)).as(left).isZero();
    }
  }

  @Test
  void anUnpublishedCandidateIsNotPromoted() {
    var test = new PolicyTest(cluster);
    var branch = test.fork();
    test.load(branch, BundleSource.of(SyntheticStore.REFUND_LIMIT).toTarGz(), "");
    var replay = test.await(test.startAgainstAllowAll(branch, 1));
    var error =
        Errors.of(
            () -> {
              var promotion =
                  cluster
                      .replays()
                      .promote(PromoteRequest.newBuilder().setReplay(replay.getName()).build());
              assertThat(promotion.getState()).isEqualTo(Promotion.State.STATE_UNSPECIFIED);
            });
    assertThat(error.getReason()).isEqualTo("WRONG_STATE");
    test.delete(branch);
  }
}
