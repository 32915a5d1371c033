package dev.hindcast.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.service.RunningService;
import dev.hindcast.policy.diff.ShardSummary;
import dev.hindcast.policyproto.SummaryProtos;
import dev.hindcast.proto.replay.v1.Change;
import dev.hindcast.proto.worker.v1.DeltaScan;
import dev.hindcast.proto.worker.v1.ReplayContext;
import dev.hindcast.proto.worker.v1.ShardFailure.Cause;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker that judges what a statement of the gateway finds, and counts the rest. */
class DeltaReplayIT {
  private static final long ACTIONS = 2_000;

  /** All that may not be replayable, and what the changed rule can touch. */
  private static final String SOUND =
      """
      coalesce(tool, '') = '' OR jsonb_typeof(arguments) IS DISTINCT FROM 'object' OR erased <> '{}'
        OR (tool = 'refund' AND (arguments -> 'amount') NOT BETWEEN '-1e308'::jsonb AND '490'::jsonb)""";

  private static final String RANGE = " WHERE action_id >= $1 AND action_id < $2";

  private final TestBranch branch = new TestBranch();
  private final FakeCoordinator coordinator = new FakeCoordinator();
  private RunningService worker;
  private long first;

  @BeforeEach
  void start() {
    branch.run(
        """
        INSERT INTO hindcast.action (workflow_id, step, occurred_at, agent, tool, arguments, context, erased)
        SELECT 'w' || i / 5, i % 5, timestamptz '2026-05-01 00:00Z' + i * interval '7 minutes', 'agent-' || i % 3,
          CASE WHEN i % 41 = 0 THEN NULL WHEN i % 2 = 0 THEN 'refund' ELSE 'send_email' END,
          CASE i % 13 WHEN 0 THEN NULL WHEN 1 THEN '[1]' WHEN 2 THEN '{}' WHEN 3 THEN '{"amount": "much"}'
            ELSE jsonb_build_object('amount', i % 700) END::jsonb,
          CASE i % 3 WHEN 0 THEN '{"user_role": "admin"}' ELSE '{"user_role": "support"}' END::jsonb,
          CASE i % 17 WHEN 0 THEN '{args.amount}' ELSE '{}' END::text[]
        FROM generate_series(0, 1999) i""");
    branch.load(Bundles.BASELINE);
    branch.load(Bundles.STATELESS);
    first = branch.ids().getFirst();
    worker =
        RunningService.run(
            "replay-worker",
            Map.of(
                "hindcast.worker.gateways",
                "127.0.0.1:" + coordinator.port(),
                "hindcast.worker.drain",
                "100ms"));
  }

  @AfterEach
  void stop() {
    worker.close();
    coordinator.close();
    branch.close();
  }

  @Test
  void theChangesAreThoseOfAFullReplayWhateverTheShards() {
    var full = WholeRows.judge(branch, Bundles.BASELINE, Bundles.STATELESS);
    var whole = Shards.lease("delta", 0);
    coordinator.plan(Shards.actions(whole, context(SOUND), first, first + ACTIONS));
    coordinator.awaitSummaries(1);
    var delta = coordinator.merged();

    assertThat(delta.actions()).isEqualTo(full.actions()).isEqualTo(ACTIONS);
    assertThat(delta.changes()).isEqualTo(full.changes());
    assertThat(delta.changed()).isEqualTo(full.changed()).isGreaterThan(3);
    assertThat(delta.notReplayable()).isEqualTo(full.notReplayable()).hasSize(3);
    assertThat(delta.coverage()).isEqualTo(full.coverage());
    assertThat(delta.unpulled()).isEqualTo(branch.count("NOT coalesce(" + SOUND + ", true)"));
    assertThat(delta.judged()).isLessThan(full.judged() / 2);
    assertThat(delta.audited()).isBetween(10L, delta.unpulled() / 4);
    assertThat(coordinator.changes(whole))
        .extracting(Change::getActionId)
        .hasSize((int) delta.changed());

    var parts = ShardSummary.empty();
    for (int i = 0; i < 4; i++) {
      coordinator.plan(
          Shards.actions(
              Shards.lease("parts", i), context(SOUND), first + i * 500L, first + (i + 1) * 500L));
    }
    coordinator.awaitSummaries(5);
    for (int i = 0; i < 4; i++) {
      parts = parts.plus(SummaryProtos.fromProto(coordinator.summary(Shards.lease("parts", i))));
    }
    assertThat(parts).isEqualTo(delta);
  }

  @Test
  void anActionThatIsLeftOutByMistakeFailsTheShardByName() {
    coordinator.plan(
        Shards.actions(Shards.lease("wrong", 0), context("false"), first, first + ACTIONS));
    var failure = coordinator.awaitFailure();

    assertThat(failure.getCause()).isEqualTo(Cause.CAUSE_AUDIT_FAILED);
    assertThat(failure.getDetail()).matches("action \\d+ was left out as unchanged, but it is .*");
  }

  private ReplayContext context(String pulled) {
    return Shards.context(branch, Bundles.BASELINE, Bundles.STATELESS).toBuilder()
        .setDelta(
            DeltaScan.newBuilder()
                .setStatement("SELECT count(*) FROM action" + RANGE)
                .setSample(
                    "SELECT action_id FROM action%s AND (%s) IS FALSE AND hashint8extended(action_id, 7) & 7 = 0"
                        .formatted(RANGE, pulled))
                .addPulled(
                    "SELECT action_id FROM action%s AND (%s) IS TRUE".formatted(RANGE, pulled))
                .addPulled(
                    "SELECT action_id FROM action%s AND (%s) IS NULL".formatted(RANGE, pulled)))
        .build();
  }
}
