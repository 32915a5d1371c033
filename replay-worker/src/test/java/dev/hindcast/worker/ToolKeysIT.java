package dev.hindcast.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.service.RunningService;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.judge.Judge;
import dev.hindcast.worker.branch.Projection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bundles whose tools read different keys: each row has those of its own tool only. */
class ToolKeysIT {
  private static final String RULES =
      """
      apiVersion: hindcast/v1
      name: guard
      rules:
        - id: refund
          match: { tools: ["refund"] }
          when: args.amount > %1$d && context.user_role != 'admin'
          effect: deny
        - id: mask
          match: { tools: ["send_email"] }
          when: has(args.body) && args.body.matches('[0-9]{4}')
          effect: modify
          modify: [ { path: args.note, redact: 'n' } ]
        - id: shells
          match: { tools: ["sh*"] }
          when: args.amount > %1$d || has(args.unread)
          effect: warn
        - id: never-met
          match: { tools: ["a", "b"] }
          when: args.k1 || args.k2 || args.k3 || context.c1 || context.c2 || context.c3
          effect: deny
      """;
  private static final BundleSource BASELINE = BundleSource.ofManifest(RULES.formatted(500));
  private static final BundleSource CANDIDATE = BundleSource.ofManifest(RULES.formatted(300));

  private final TestBranch branch = new TestBranch();
  private final FakeCoordinator coordinator = new FakeCoordinator();

  @AfterEach
  void stop() {
    coordinator.close();
    branch.close();
  }

  @Test
  void judgesAsWholeRowsDo() {
    var judge = new Judge(Bundles.compiled(BASELINE), Bundles.compiled(CANDIDATE));
    var keys = Projection.of(judge.reads(), judge.bundles()).byTool().orElseThrow();
    assertThat(keys.of("refund").arguments()).containsExactly("amount");
    assertThat(keys.of("send_email").arguments()).containsExactly("body", "note");
    assertThat(keys.of("shred").arguments()).containsExactly("amount", "unread");
    assertThat(keys.of("shred").context()).isEmpty();

    branch.run(ReplayWorkerIT.MIXED);
    branch.run(
        """
        INSERT INTO hindcast.action (workflow_id, step, occurred_at, tool, arguments, context)
        SELECT 'more', i, '2026-05-02 00:00Z', (ARRAY['a', 'b', 'shred', 'Refund'])[1 + i % 4],
          jsonb_build_object('amount', i, 'k1', i % 3 = 0, 'k2', i % 5 = 0), '{"c2": true}'
        FROM generate_series(0, 800) i""");
    branch.load(BASELINE);
    branch.load(CANDIDATE);
    coordinator.plan(
        Shards.allActions(Shards.lease("r", 0), Shards.context(branch, BASELINE, CANDIDATE)));
    try (var _ =
        RunningService.run(
            "replay-worker",
            Map.of(
                "hindcast.worker.gateways",
                "127.0.0.1:" + coordinator.port(),
                "hindcast.worker.drain",
                "100ms"))) {
      coordinator.awaitSummaries(1);
    }

    var expected = WholeRows.judge(branch, BASELINE, CANDIDATE);
    assertThat(coordinator.merged()).isEqualTo(expected);
    assertThat(expected.changed()).isGreaterThan(100);
    assertThat(expected.notReplayable()).hasSizeGreaterThan(1);
  }

  @Test
  void whereToolsReadAlikeEveryKeyIsFetchedOfEach() {
    for (var pair :
        List.of(
            List.of(Bundles.BASELINE, Bundles.CANDIDATE), // too few keys to be worth it
            List.of(Bundles.BASELINE, Bundles.HISTORY))) {
      var judge = new Judge(Bundles.compiled(pair.getFirst()), Bundles.compiled(pair.getLast()));
      assertThat(Projection.of(judge.reads(), judge.bundles()))
          .isEqualTo(Projection.of(judge.reads()));
    }
  }
}
