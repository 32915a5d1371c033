package dev.hindcast.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.platform.service.RunningService;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policyproto.SummaryProtos;
import dev.hindcast.proto.replay.v1.Change;
import dev.hindcast.proto.replay.v1.Outcome;
import dev.hindcast.proto.worker.v1.Assignment;
import dev.hindcast.proto.worker.v1.LiveRange;
import dev.hindcast.proto.worker.v1.ShardRange;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Slices of what arrives after a fork: a workflow that began before it goes on in three of them,
 * and another's transaction is open all the while.
 */
class LiveSliceIT {
  private static final String SEARCH =
      """
      INSERT INTO hindcast.action (workflow_id, step, occurred_at, tool, arguments)
      VALUES ('%s', %d, '2026-05-01 00:00Z', 'search', '{"q": 1}')""";

  private final TestBranch branch = new TestBranch();
  private final FakeCoordinator coordinator = new FakeCoordinator();
  private RunningService worker;
  private String fork;
  private String first;
  private String second;
  private String third;

  @BeforeEach
  void record() throws SQLException {
    branch.run(SEARCH.formatted("goes-on", 0));
    var store = branch.database();
    try (var open = DriverManager.getConnection(store.url(), store.user(), store.password());
        var late = open.createStatement()) {
      open.setAutoCommit(false);
      late.execute(SEARCH.formatted("late", 0));
      fork = snapshot();
      forkAt(fork);
      branch.run(SEARCH.formatted("goes-on", 1));
      first = snapshot();
      branch.run(SEARCH.formatted("goes-on", 2));
      branch.run(
          "INSERT INTO hindcast.workflow_outcome (workflow_id, outcome, occurred_at) VALUES ('goes-on', 'success', now())");
      var savepoint = open.setSavepoint();
      late.execute(SEARCH.formatted("late", 1));
      open.rollback(savepoint);
      late.execute(SEARCH.formatted("late", 2));
      open.commit();
      second = snapshot();
      branch.run(SEARCH.formatted("goes-on", 3));
      third = snapshot();
      branch.run(SEARCH.formatted("goes-on", 4));
    }
    worker =
        RunningService.run(
            "replay-worker",
            Map.of(
                "hindcast.worker.gateways",
                "127.0.0.1:" + coordinator.port(),
                "hindcast.worker.drain",
                "100ms"));
  }

  private String snapshot() {
    return branch
        .jdbc()
        .first("SELECT pg_current_snapshot()::text", Binder.NONE, row -> row.getString(1))
        .orElseThrow();
  }

  private void forkAt(String cut) {
    for (var table : List.of("action", "workflow_outcome")) {
      branch.run(
          """
          CREATE OR REPLACE VIEW branch.%1$s AS SELECT * FROM hindcast.%1$s WHERE pg_visible_in_snapshot(recorded_xid, '%2$s');
          CREATE VIEW branch.hindcast_live_%1$s AS SELECT * FROM hindcast.%1$s WHERE NOT pg_visible_in_snapshot(recorded_xid, '%2$s')
          """
              .formatted(table, cut));
    }
    branch.run("GRANT SELECT ON ALL TABLES IN SCHEMA branch TO " + branch.connection().getUser());
  }

  @AfterEach
  void stop() {
    worker.close();
    coordinator.close();
    branch.close();
  }

  private Assignment slice(int shard, BundleSource candidate, String since, String upto, long to) {
    return Assignment.newBuilder()
        .setLease(Shards.lease("r", shard))
        .setContext(Shards.context(branch, Bundles.BASELINE, candidate))
        .setRange(
            ShardRange.newBuilder()
                .setLive(LiveRange.newBuilder().setSince(since).setUpto(upto).setTo(to)))
        .build();
  }

  private void load(BundleSource candidate) {
    branch.load(Bundles.BASELINE);
    branch.load(candidate);
  }

  private long actions(int shard) {
    return SummaryProtos.fromProto(coordinator.summary(Shards.lease("r", shard))).actions();
  }

  private List<Change> changes(int shard) {
    return coordinator.changes(Shards.lease("r", shard));
  }

  @Test
  void historyIsTheForkAndEarlierSlicesAndTheRestOfThisOneAndOnlyTheSliceIsJudged() {
    load(Bundles.HISTORY);
    coordinator.plan(
        slice(0, Bundles.HISTORY, fork, first, Long.MAX_VALUE),
        slice(1, Bundles.HISTORY, first, second, Long.MAX_VALUE),
        slice(2, Bundles.HISTORY, second, third, Long.MAX_VALUE));
    coordinator.awaitSummaries(3);

    assertThat(List.of(actions(0), actions(1), actions(2))).containsExactly(1L, 3L, 1L);
    assertThat(changes(0)).isEmpty();
    assertThat(changes(1)).extracting(Change::getStep).containsExactly(2);
    assertThat(changes(1)).extracting(Change::getOutcome).containsExactly(Outcome.OUTCOME_SUCCESS);
    assertThat(changes(2)).extracting(Change::getStep).containsExactly(3);
    assertThat(changes(2)).extracting(Change::getWorkflowId).containsExactly("goes-on");
  }

  @Test
  void withoutHistoryASliceIsItsActionsInTheRangeOfIds() {
    load(Bundles.STATELESS);
    var ids = branch.ids();
    coordinator.plan(
        slice(0, Bundles.STATELESS, first, second, Long.MAX_VALUE),
        slice(1, Bundles.STATELESS, first, second, ids.getLast() - 1),
        slice(2, Bundles.STATELESS, first, second, ids.get(2)),
        slice(3, Bundles.STATELESS, fork, third, Long.MAX_VALUE));
    coordinator.awaitSummaries(4);
    // late 0 has the lowest id of all but the fork's, though it was committed in the middle.
    assertThat(List.of(actions(0), actions(1), actions(2), actions(3)))
        .containsExactly(3L, 3L, 1L, 5L);
  }
}
