package dev.hindcast.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.service.RunningService;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.diff.DiffDigest;
import dev.hindcast.policy.diff.ShardSummary;
import dev.hindcast.policy.engine.NotReplayableReason;
import dev.hindcast.policy.engine.WorkflowPast;
import dev.hindcast.policyproto.SummaryProtos;
import dev.hindcast.proto.replay.v1.Change;
import dev.hindcast.testkit.Await;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A workflow is not judged beyond the history that a worker can hold, wherever its shards begin.
 */
class HistoryLimitIT {
  private static final int MORE = 60;

  private static final BundleSource BASELINE =
      BundleSource.ofManifest(
          """
          apiVersion: hindcast/v1
          name: guard
          rules: [ { id: none, match: { tools: ["none"] }, when: args.n == 0, effect: deny } ]
          """);

  /** Looks at history for one tool only. */
  private static final BundleSource CANDIDATE =
      BundleSource.ofManifest(
          """
          apiVersion: hindcast/v1
          name: guard
          rules:
            - id: repeated
              match: { tools: ["refund"] }
              when: history.size() > 0 && history[history.size() - 1].args == args
              effect: deny
              reason: repeated
            - id: search
              match: { tools: ["search"] }
              when: args.n >= 0
              effect: warn
          """);

  private final TestBranch branch = new TestBranch();
  private final FakeCoordinator coordinator = new FakeCoordinator();
  private RunningService worker;

  @AfterEach
  void stop() {
    if (worker != null) {
      worker.close();
    }
    coordinator.close();
    branch.close();
  }

  @Test
  void whatHasTooLongAHistoryIsCountedAndTheOthersAreJudged() {
    branch.run(
        """
        INSERT INTO hindcast.action (workflow_id, step, occurred_at, tool, arguments)
        SELECT 'long', i, timestamptz '2026-05-02 00:00Z', CASE WHEN i %% 10 = 0 THEN 'search' ELSE 'refund' END, jsonb '{"n": 1}'
        FROM generate_series(0, %d) i
        UNION ALL SELECT 'short', i, timestamptz '2026-05-02 00:00Z', 'refund', jsonb '{"n": 1}' FROM generate_series(0, 4) i"""
            .formatted(WorkflowPast.MAX_ITEMS + MORE - 1));
    judge("r", "m");

    var found = coordinator.merged();
    assertThat(found.actions()).isEqualTo(WorkflowPast.MAX_ITEMS + MORE + 5L);
    // The first one beyond has exactly as many before it as may be, and one more.
    assertThat(found.notReplayable())
        .containsExactly(Map.entry(NotReplayableReason.HISTORY_TOO_LONG, MORE * 9 / 10L));
    assertThat(coordinator.changes(Shards.lease("r", 0)))
        .filteredOn(change -> change.getStep() > WorkflowPast.MAX_ITEMS)
        .extracting(change -> change.getCandidate().getRule())
        .hasSize(MORE / 10 - 1)
        .containsOnly("search");
    assertThat(coordinator.changes(Shards.lease("r", 1)))
        .extracting(Change::getStep)
        .containsExactly(1, 2, 3, 4);

    judge("whole");
    var whole = SummaryProtos.fromProto(coordinator.summary(Shards.lease("whole", 0)));
    assertThat(digest(whole)).isEqualTo(digest(found));
  }

  @Test
  void itsSizeCountsToo() {
    // What is read of 16 earlier actions of 1 MiB is about 32 MiB of memory.
    branch.run(
        """
        INSERT INTO hindcast.action (workflow_id, step, occurred_at, tool, arguments)
        SELECT 'wide', i, timestamptz '2026-05-02 00:00Z', 'refund', jsonb_build_object('n', i, 'text', repeat('x', 1 << 20))
        FROM generate_series(0, 29) i
        UNION ALL SELECT 'short', i, timestamptz '2026-05-02 00:00Z', 'refund', jsonb '{"n": 1}' FROM generate_series(0, 1) i""");
    judge("r");

    var found = coordinator.merged();
    assertThat(found.notReplayable())
        .containsExactly(Map.entry(NotReplayableReason.HISTORY_TOO_LONG, 14L));
    assertThat(found.changed()).isEqualTo(1);
  }

  @Test
  void namesOfMegabytesAreJudgedWholeAndShownCut() {
    branch.run(
        """
        INSERT INTO hindcast.action (workflow_id, step, occurred_at, agent, tool, arguments)
        SELECT repeat('w', 50000), i, timestamptz '2026-05-02 00:00Z', repeat('a', 17 << 20), 'refund', jsonb '{"n": 1}'
        FROM generate_series(0, 2) i""");
    judge("r");

    var change = coordinator.changes(Shards.lease("r", 0)).getLast();
    assertThat(coordinator.merged().changed()).isEqualTo(2);
    assertThat(change.getAgent())
        .hasSizeLessThan(400)
        .contains("[cut: 17825792 characters, sha256:");
    assertThat(change.getWorkflowId()).hasSizeLessThan(400).contains("[cut: 50000 characters");
    assertThat(coordinator.merged().byAgent().keySet())
        .singleElement()
        .satisfies(group -> assertThat(group.name()).isEqualTo(change.getAgent()));
  }

  /** Judges all workflows, in shards that begin at these. */
  private void judge(String replay, String... cuts) {
    if (worker == null) {
      branch.load(BASELINE);
      branch.load(CANDIDATE);
      worker =
          RunningService.run(
              "replay-worker",
              Map.of(
                  "hindcast.worker.gateways",
                  "127.0.0.1:" + coordinator.port(),
                  "hindcast.worker.drain",
                  "100ms"));
    }
    var context = Shards.context(branch, BASELINE, CANDIDATE);
    for (int i = 0; i <= cuts.length; i++) {
      var lease = Shards.lease(replay, i);
      coordinator.plan(
          Shards.workflows(
              lease, context, i == 0 ? "" : cuts[i - 1], i == cuts.length ? "" : cuts[i]));
      Await.until(
          "the summary", FakeCoordinator.PATIENCE, () -> coordinator.summary(lease) != null);
      assertThat(coordinator.failures()).isEmpty();
    }
  }

  private static String digest(ShardSummary summary) {
    return DiffDigest.of(summary, "baseline", "candidate");
  }
}
