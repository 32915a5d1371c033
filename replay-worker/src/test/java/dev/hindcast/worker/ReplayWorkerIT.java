package dev.hindcast.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.hindcast.platform.service.RunningService;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.diff.DiffDigest;
import dev.hindcast.policy.diff.ShardSummary;
import dev.hindcast.policy.engine.NotReplayableReason;
import dev.hindcast.policyproto.SummaryProtos;
import dev.hindcast.proto.replay.v1.Change;
import dev.hindcast.proto.replay.v1.ChangeKind;
import dev.hindcast.proto.replay.v1.Outcome;
import dev.hindcast.proto.worker.v1.ReplayContext;
import dev.hindcast.proto.worker.v1.ShardFailure.Cause;
import dev.hindcast.testkit.Await;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A worker against a coordinator on a real port and a branch in a real PostgreSQL. */
class ReplayWorkerIT {
  /** Every way in which a value can be there, missing, null, erased or of another shape. */
  static final String MIXED =
      """
      INSERT INTO hindcast.action
        (workflow_id, step, occurred_at, agent, tool, arguments, context, erased, result, error)
      SELECT 'w' || i / 5, i % 5, timestamptz '2026-05-01 00:00Z' + i * interval '7 minutes',
        'agent-' || i % 3,
        CASE WHEN i % 41 = 0 THEN NULL WHEN i % 37 = 0 THEN 'shell' WHEN i % 2 = 0 THEN 'refund' ELSE 'send_email' END,
        CASE i % 13
          WHEN 0 THEN NULL
          WHEN 1 THEN 'null'
          WHEN 2 THEN '[1, 2]'
          WHEN 3 THEN '"text"'
          WHEN 4 THEN '{}'
          WHEN 5 THEN '{"amount": null, "note": null}'
          WHEN 6 THEN '{"amount": 350.5, "body": "pin 1234 \\"quoted\\""}'
          WHEN 7 THEN '{"amount": "much", "note": {"deep": [null]}}'
          WHEN 8 THEN '{"amount": 12345678901234567890, "body": "\\u00e9 9999"}'
          ELSE jsonb_build_object('amount', i % 700, 'note', 'n', 'body', 'code ' || i, 'unread', repeat('x', 50))
        END::jsonb,
        CASE i % 5 WHEN 0 THEN '{}' WHEN 1 THEN '{"user_role": "admin"}' WHEN 2 THEN '{"user_role": null}'
          WHEN 3 THEN '[]' ELSE '{"user_role": "support", "more": 1}' END::jsonb,
        CASE i % 17 WHEN 0 THEN '{args.amount}' WHEN 1 THEN '{args.unread}' WHEN 2 THEN '{context}' ELSE '{}' END::text[],
        CASE i % 7 WHEN 0 THEN '"stop"' WHEN 1 THEN '{"a": 1}' ELSE NULL END::jsonb,
        CASE i % 11 WHEN 0 THEN 'timeout' ELSE NULL END
      FROM generate_series(0, 1999) i""";

  private final TestBranch branch = new TestBranch();
  private FakeCoordinator coordinator = new FakeCoordinator();
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
  void aProjectionJudgesAsWholeRowsDo() {
    branch.run(MIXED);
    var context = loaded(Bundles.BASELINE, Bundles.CANDIDATE);
    start(Map.of());
    coordinator.plan(Shards.allActions(Shards.lease("r", 0), context));
    coordinator.awaitSummaries(1);

    var expected = WholeRows.judge(branch, Bundles.BASELINE, Bundles.CANDIDATE);
    assertThat(coordinator.merged()).isEqualTo(expected);
    assertThat(digest(coordinator.merged())).isEqualTo(digest(expected));
    assertThat(expected.actions()).isEqualTo(2000);
    assertThat(expected.changed()).isGreaterThan(100);
    assertThat(expected.notReplayable())
        .containsOnlyKeys(
            NotReplayableReason.ARGUMENTS_NOT_RECORDED,
            NotReplayableReason.FIELD_ERASED,
            NotReplayableReason.UNKNOWN_TOOL);
    assertThat(coordinator.changes(Shards.lease("r", 0))).hasSize((int) expected.changed());
  }

  @Test
  void historyIsThatOfTheWholeWorkflowInOrder() {
    branch.run(MIXED);
    // The ids run against the steps: only the step tells the order.
    branch.run(
        """
        INSERT INTO hindcast.action (workflow_id, step, occurred_at, tool, arguments)
        SELECT 'loop', 3 - i, '2026-05-02 00:00Z', 'search', '{"q": 1}' FROM generate_series(0, 3) i""");
    var context = loaded(Bundles.BASELINE, Bundles.HISTORY);
    start(Map.of());
    coordinator.plan(
        Shards.workflows(Shards.lease("r", 0), context, "", "w2"),
        Shards.workflows(Shards.lease("r", 1), context, "w2", ""));
    coordinator.awaitSummaries(2);

    var expected = WholeRows.judge(branch, Bundles.BASELINE, Bundles.HISTORY);
    assertThat(coordinator.merged()).isEqualTo(expected);
    assertThat(coordinator.changes(Shards.lease("r", 0)))
        .filteredOn(change -> change.getWorkflowId().equals("loop"))
        .extracting(Change::getStep)
        .containsExactly(2, 3);
  }

  @Test
  void aWindowBoundsWhatIsJudgedAndNotWhatIsRemembered() {
    branch.run(MIXED);
    var window = Shards.window("2026-05-03T12:00:00Z", "2026-05-08T00:00:00Z");
    start(Map.of());
    for (var candidate : new BundleSource[] {Bundles.CANDIDATE, Bundles.HISTORY}) {
      var context = loaded(Bundles.BASELINE, candidate).toBuilder().setWindow(window).build();
      var lease = Shards.lease("windowed", candidate.equals(Bundles.HISTORY) ? 1 : 0);
      coordinator.plan(
          candidate.equals(Bundles.HISTORY)
              ? Shards.workflows(lease, context, "", "")
              : Shards.allActions(lease, context));
      Await.until(
          "the summary", FakeCoordinator.PATIENCE, () -> coordinator.summary(lease) != null);
      var expected =
          WholeRows.judge(
              branch,
              Bundles.BASELINE,
              candidate,
              action ->
                  action.time().getEpochSecond() >= window.getStartTime().getSeconds()
                      && action.time().getEpochSecond() < window.getEndTime().getSeconds());
      assertThat(expected.actions()).isBetween(1L, 1999L);
      assertThat(SummaryProtos.fromProto(coordinator.summary(lease))).isEqualTo(expected);
    }
  }

  @Test
  void theNumberOfShardsChangesNothing() {
    branch.run(MIXED);
    var context = loaded(Bundles.BASELINE, Bundles.CANDIDATE);
    start(Map.of());
    coordinator.plan(Shards.allActions(Shards.lease("whole", 0), context));
    coordinator.awaitSummaries(1);
    var whole = coordinator.merged();

    long first = branch.ids().getFirst();
    try (var other = new FakeCoordinator();
        var _ = run(other, Map.of("hindcast.worker.slots", 3))) {
      for (int i = 0; i < 7; i++) {
        other.plan(
            Shards.actions(
                Shards.lease("parts", i), context, first + i * 300L, first + (i + 1) * 300L));
      }
      other.awaitSummaries(7);
      assertThat(other.merged()).isEqualTo(whole);
      assertThat(digest(other.merged())).isEqualTo(digest(whole));
    }
  }

  @Test
  void aChangeSaysWhatTheGatewayNeedsToKnow() {
    branch.run(
        """
        INSERT INTO hindcast.action (workflow_id, step, occurred_at, agent, tool, arguments, context)
        VALUES ('good', 4, '2026-05-01 10:00:00.123456Z', 'helpdesk', 'refund', '{"amount": 400}', '{"user_role": "support"}'),
               ('open', 0, '2026-05-01 11:00Z', 'helpdesk', 'refund', '{"amount": 400}', '{"user_role": "support"}');
        INSERT INTO hindcast.workflow_outcome (workflow_id, outcome, occurred_at)
        VALUES ('good', 'failure', now()), ('good', 'success', now() - interval '1 day')""");
    // The baseline is what production runs, read from its activations.
    branch.activate(Bundles.BASELINE);
    branch.load(Bundles.CANDIDATE);
    start(Map.of());
    var lease = Shards.lease("r", 0);
    coordinator.plan(
        Shards.allActions(lease, Shards.context(branch, Bundles.BASELINE, Bundles.CANDIDATE)));
    coordinator.awaitSummaries(1);

    var change = coordinator.changes(lease).getFirst();
    assertThat(change.getKind()).isEqualTo(ChangeKind.CHANGE_KIND_NEWLY_DENIED);
    assertThat(change.getWorkflowId()).isEqualTo("good");
    assertThat(change.getStep()).isEqualTo(4);
    assertThat(change.getTool()).isEqualTo("refund");
    assertThat(change.getAgent()).isEqualTo("helpdesk");
    assertThat(Timestamps.toString(change.getActionTime()))
        .isEqualTo("2026-05-01T10:00:00.123456Z");
    assertThat(change.getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCESS);
    assertThat(coordinator.changes(lease).getLast().getOutcome())
        .isEqualTo(Outcome.OUTCOME_UNSPECIFIED);
    assertThat(coordinator.summary(lease).getRuleUsageList())
        .anyMatch(usage -> usage.getRule().equals("mask") && usage.getCandidateDecidedCount() == 0);
  }

  @Test
  void slowAcksHoldTheShardBackAndNothingIsLost() {
    branch.run(manyRefunds(100_000));
    var context = loaded(Bundles.BASELINE, Bundles.CANDIDATE);
    coordinator.holdAcks();
    start(Map.of());
    var lease = Shards.lease("r", 0);
    coordinator.plan(Shards.allActions(lease, context));
    int released = 0;
    while (coordinator.summary(lease) == null) {
      Await.until(
          "all batches that may be on their way",
          FakeCoordinator.PATIENCE,
          () -> coordinator.held() >= 4 || coordinator.summary(lease) != null);
      coordinator.release(1);
      if (++released == 50) {
        coordinator.releaseAll();
        coordinator.awaitSummaries(1);
      }
    }
    assertThat(coordinator.mostHeld()).isEqualTo(4);
    var batches = coordinator.batches(lease);
    assertThat(batches).hasSizeGreaterThan(50);
    for (int i = 0; i < batches.size(); i++) {
      assertThat(batches.get(i).getSequence()).isEqualTo(i);
      assertThat(batches.get(i).getChangesCount()).isBetween(1, 500);
      assertThat(batches.get(i).getSerializedSize()).isLessThan(300_000);
    }
    assertThat(coordinator.summary(lease).getBatchCount()).isEqualTo(batches.size());
    assertThat(coordinator.changes(lease)).hasSize(100_000);
  }

  @Test
  void aRevokedShardStopsAtOnceAndItsSlotIsFreeAgain() {
    branch.run(manyRefunds(20_000));
    var context = loaded(Bundles.BASELINE, Bundles.CANDIDATE);
    coordinator.holdAcks();
    start(Map.of("hindcast.worker.slots", 1, "hindcast.worker.keep-branch", "100ms"));
    var lease = Shards.lease("r", 0);
    coordinator.plan(Shards.allActions(lease, context));
    Await.until("the window is full", FakeCoordinator.PATIENCE, () -> coordinator.held() == 4);
    coordinator.revoke(lease);
    Await.until("the slot is free", FakeCoordinator.PATIENCE, () -> coordinator.offered() == 1);
    coordinator.releaseAll();
    Await.until("no connection", FakeCoordinator.PATIENCE, () -> branch.connections() == 0);
    assertThat(coordinator.batches(lease)).hasSize(4);
    assertThat(coordinator.summary(lease)).isNull();
    assertThat(coordinator.failures()).isEmpty();

    var next = Shards.lease("r", 1);
    coordinator.plan(Shards.allActions(next, context));
    coordinator.awaitSummaries(1);
    assertThat(coordinator.changes(next)).hasSize(20_000);
  }

  @Test
  void aWorkerComesBackAfterItsGatewayDied() {
    branch.run(manyRefunds(3_000));
    var context = loaded(Bundles.BASELINE, Bundles.CANDIDATE);
    coordinator.holdAcks();
    start(Map.of("hindcast.worker.heartbeat", "50ms", "hindcast.worker.id", "steady"));
    var lease = Shards.lease("r", 0);
    coordinator.plan(Shards.allActions(lease, context));
    Await.until(
        "a heartbeat with the lease",
        FakeCoordinator.PATIENCE,
        () -> coordinator.heartbeats().stream().anyMatch(h -> h.getShardsList().contains(lease)));
    coordinator.close();

    coordinator = new FakeCoordinator(coordinator.port());
    var again = lease.toBuilder().setEpoch(2).build();
    coordinator.plan(Shards.allActions(again, context));
    coordinator.awaitSummaries(1);
    assertThat(coordinator.hellos())
        .singleElement()
        .satisfies(
            hello -> {
              assertThat(hello.getWorkerId()).isEqualTo("steady");
              assertThat(hello.getSlotCount()).isEqualTo(2);
            });
    assertThat(coordinator.batches(lease)).isEmpty();
    assertThat(coordinator.changes(again)).hasSize(3_000);
  }

  @Test
  void aBundleWithAnotherDigestIsNotBelieved() {
    branch.load(Bundles.BASELINE);
    branch.load(Bundles.HISTORY, Bundles.CANDIDATE.digest());
    start(Map.of());
    coordinator.plan(
        Shards.allActions(
            Shards.lease("r", 0), Shards.context(branch, Bundles.BASELINE, Bundles.CANDIDATE)));
    var failure = coordinator.awaitFailure();
    assertThat(failure.getCause()).isEqualTo(Cause.CAUSE_BUNDLE_UNUSABLE);
    assertThat(failure.getDetail()).contains(Bundles.HISTORY.digest());
  }

  @Test
  void aBundleThatIsMissingOrBrokenIsUnusable() {
    var broken =
        BundleSource.ofManifest("apiVersion: hindcast/v1\nname: guard\nrules: [ { id: x } ]\n");
    branch.load(Bundles.BASELINE);
    branch.load(broken);
    start(Map.of());
    for (var candidate : new BundleSource[] {Bundles.CANDIDATE, broken}) {
      int before = coordinator.failures().size();
      coordinator.plan(
          Shards.allActions(
              Shards.lease("r", 0), Shards.context(branch, Bundles.BASELINE, candidate)));
      Await.until(
          "given back", FakeCoordinator.PATIENCE, () -> coordinator.failures().size() > before);
      assertThat(coordinator.failures().getLast().getCause())
          .isEqualTo(Cause.CAUSE_BUNDLE_UNUSABLE);
    }
  }

  @Test
  void aBundleThatReadsHistoryIsNotJudgedWithoutIt() {
    var context = loaded(Bundles.BASELINE, Bundles.HISTORY);
    start(Map.of());
    coordinator.plan(Shards.allActions(Shards.lease("r", 0), context));
    assertThat(coordinator.awaitFailure().getCause()).isEqualTo(Cause.CAUSE_UNSPECIFIED);
  }

  @Test
  void aBranchThatIsGoneIsUnreachable() {
    branch.run(manyRefunds(3_000));
    var context = loaded(Bundles.BASELINE, Bundles.CANDIDATE);
    start(Map.of());
    coordinator.plan(Shards.allActions(Shards.lease("r", 0), context));
    coordinator.awaitSummaries(1);
    branch.drop();
    coordinator.plan(Shards.allActions(Shards.lease("r", 1), context));
    var failure = coordinator.awaitFailure();
    assertThat(failure.getCause()).isEqualTo(Cause.CAUSE_BRANCH_UNREACHABLE);
    assertThat(failure.getLease()).isEqualTo(Shards.lease("r", 1));
    assertThat(failure.getDetail()).doesNotContainIgnoringCase("role").doesNotContain("secret");
  }

  @Test
  void aBranchThatGoesWhileItIsReadIsUnreachable() {
    branch.run(manyRefunds(100_000));
    var context = loaded(Bundles.BASELINE, Bundles.CANDIDATE);
    coordinator.holdAcks();
    start(Map.of());
    coordinator.plan(Shards.allActions(Shards.lease("r", 0), context));
    Await.until("the window is full", FakeCoordinator.PATIENCE, () -> coordinator.held() == 4);
    branch.drop();
    coordinator.releaseAll();
    assertThat(coordinator.awaitFailure().getCause()).isEqualTo(Cause.CAUSE_BRANCH_UNREACHABLE);
  }

  @Test
  void aWorkerThatIsToldToStopGivesBackWhatItCannotFinish() {
    branch.run(manyRefunds(20_000));
    var context = loaded(Bundles.BASELINE, Bundles.CANDIDATE);
    coordinator.holdAcks();
    start(Map.of("hindcast.worker.drain", "100ms"));
    var lease = Shards.lease("r", 0);
    coordinator.plan(Shards.allActions(lease, context));
    Await.until("the window is full", FakeCoordinator.PATIENCE, () -> coordinator.held() == 4);
    worker.close();
    assertThat(coordinator.awaitFailure().getCause()).isEqualTo(Cause.CAUSE_SHUTDOWN);
    assertThat(coordinator.failures()).hasSize(1);
    Await.until("the stream ends", FakeCoordinator.PATIENCE, () -> coordinator.streamsEnded() == 1);
    Await.until("no connection", FakeCoordinator.PATIENCE, () -> branch.connections() == 0);
  }

  @Test
  void aWorkerThatIsToldToStopFinishesWhatItCan() {
    branch.run(manyRefunds(3_000));
    var context = loaded(Bundles.BASELINE, Bundles.CANDIDATE);
    coordinator.holdAcks();
    start(Map.of("hindcast.worker.drain", "60s"));
    var lease = Shards.lease("r", 0);
    coordinator.plan(Shards.allActions(lease, context));
    Await.until("the window is full", FakeCoordinator.PATIENCE, () -> coordinator.held() == 4);
    var stopping = Thread.ofVirtual().start(worker::close);
    coordinator.releaseAll();
    coordinator.awaitSummaries(1);
    Await.until("the worker is down", FakeCoordinator.PATIENCE, () -> !stopping.isAlive());
    assertThat(coordinator.failures()).isEmpty();
    assertThat(coordinator.changes(lease)).hasSize(3_000);
  }

  private static String manyRefunds(int count) {
    return """
    INSERT INTO hindcast.action (workflow_id, step, occurred_at, tool, arguments, context)
    SELECT 'w' || i, 0, '2026-05-01 00:00Z', 'refund', '{"amount": 400}', '{"user_role": "support"}'
    FROM generate_series(1, %d) i"""
        .formatted(count);
  }

  private ReplayContext loaded(BundleSource baseline, BundleSource candidate) {
    branch.load(baseline);
    branch.load(candidate);
    return Shards.context(branch, baseline, candidate);
  }

  private void start(Map<String, Object> properties) {
    worker = run(coordinator, properties);
  }

  private static RunningService run(FakeCoordinator coordinator, Map<String, Object> properties) {
    var all = new HashMap<String, Object>(properties);
    all.put("hindcast.worker.gateways", "127.0.0.1:" + coordinator.port());
    all.putIfAbsent("hindcast.worker.reconnect-max", "500ms");
    all.putIfAbsent("hindcast.worker.drain", "100ms");
    return RunningService.run("replay-worker", all);
  }

  private static String digest(ShardSummary summary) {
    return DiffDigest.of(summary, "baseline", "candidate");
  }
}
