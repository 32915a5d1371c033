package dev.hindcast.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.service.RunningService;
import dev.hindcast.policy.diff.DiffDigest;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LargeChangeIT {
  /** More than a message between worker and gateway may hold. */
  @Test
  void aChangeOfAnySizeReachesTheGateway() {
    try (var branch = new TestBranch();
        var coordinator = new FakeCoordinator()) {
      branch.run(
          """
          INSERT INTO hindcast.action (workflow_id, step, occurred_at, tool, arguments)
          SELECT 'w', i, '2026-05-01 00:00Z', 'send_email', jsonb_build_object('body', repeat('x', 17000000) || ' 1234')
          FROM generate_series(0, 1) i""");
      branch.load(Bundles.BASELINE);
      branch.load(Bundles.CANDIDATE);
      var lease = Shards.lease("large", 0);
      coordinator.plan(
          Shards.allActions(lease, Shards.context(branch, Bundles.BASELINE, Bundles.CANDIDATE)));
      try (var _ =
          RunningService.run(
              "replay-worker",
              Map.of("hindcast.worker.gateways", "127.0.0.1:" + coordinator.port()))) {
        coordinator.awaitSummaries(1);
      }
      assertThat(coordinator.changes(lease))
          .hasSize(2)
          .allSatisfy(
              change ->
                  assertThat(change.getCandidate().getEdits(0).getValueJson())
                      .contains("[cut: 17000")
                      .hasSizeLessThan(100_000));
      var whole = WholeRows.judge(branch, Bundles.BASELINE, Bundles.CANDIDATE);
      assertThat(DiffDigest.of(coordinator.merged(), "b", "c"))
          .isEqualTo(DiffDigest.of(whole, "b", "c"));
    }
  }
}
