package dev.hindcast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.replay.v1.ChangedRule;
import dev.hindcast.proto.replay.v1.ExplainReplayRequest;
import dev.hindcast.proto.replay.v1.Mode;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.ReplayPlan;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import dev.hindcast.proto.worker.v1.ActionRange;
import dev.hindcast.proto.worker.v1.ShardFailure;
import dev.hindcast.testkit.Errors;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which mode a replay gets, what its workers are told, and what is said about it. */
class DeltaIT {
  private static final Hindcast HINDCAST = new Hindcast();
  private static Hindcast.Gateway gateway;

  @BeforeAll
  static void start() {
    gateway = HINDCAST.gateway();
  }

  @AfterAll
  static void close() {
    HINDCAST.close();
  }

  @Test
  void aSoundDeltaIsTheDefaultAndItsScanFindsWhatLiesBetweenTheLimits() {
    // Its own: workers get the shards of whichever replay is the oldest.
    try (var own = new Hindcast()) {
      aSoundDelta(own, own.gateway());
    }
  }

  private static void aSoundDelta(Hindcast hindcast, Hindcast.Gateway gateway) {
    var branch = hindcast.branch("sound");
    var replay = gateway.start(branch, 1);
    assertThat(replay.getMode()).isEqualTo(Mode.MODE_DELTA);
    assertThat(replay.getFullReasonsList()).isEmpty();
    assertThat(replay.getAudit().getOneIn()).isPositive();

    try (var worker = gateway.worker("scanner", 1)) {
      worker.offer(1);
      var assignment = worker.assignment();
      var range = assignment.getContext().hasDelta() ? assignment.getRange().getActions() : null;
      assertThat(range).isNotNull();
      var scan = assignment.getContext().getDelta();
      var store = hindcast.branches.store(branch);
      assertThat(ids(store, scan.getStatement(), range)).containsExactly(200L);
      var pulled =
          scan.getPulledList().stream()
              .flatMap(statement -> ids(store, statement, range).stream())
              .toList();
      assertThat(pulled).doesNotHaveDuplicates();
      assertThat(ids(store, scan.getSample(), range))
          .isNotEmpty()
          .doesNotContainAnyElementsOf(pulled);
      var between =
          store.jdbc.first(
              """
              SELECT count(*) FROM hindcast.action WHERE arguments IS NULL
                OR tool = 'refund' AND (arguments ->> 'amount')::int > 300 AND (arguments ->> 'amount')::int <= 500""",
              Binder.NONE,
              row -> row.getLong(1));
      assertThat(pulled).hasSize(between.orElseThrow().intValue());
      worker.failure(
          assignment.getLease(),
          ShardFailure.Cause.CAUSE_AUDIT_FAILED,
          "action 1004 was left out as unchanged, but it is newly_denied");
      var failed = gateway.awaitEnd(replay.getName());
      assertThat(failed.getState()).isEqualTo(Replay.State.STATE_FAILED);
      assertThat(failed.getFailureReason()).isEqualTo("AUDIT_FAILED");
      assertThat(failed.getFailure()).contains("action 1004");
    }
  }

  private static List<Long> ids(TestStore store, String statement, ActionRange range) {
    return store.jdbc.query(
        statement
            .replace("FROM action", "FROM hindcast.action")
            .replace("$1", Long.toString(range.getFrom()))
            .replace("$2", Long.toString(range.getTo())),
        Binder.NONE,
        row -> row.getLong(1));
  }

  @Test
  void thePlanIsToldBeforeAndAfter() {
    var branch = HINDCAST.branch("explained");
    var request = StartReplayRequest.newBuilder().setBranch(branch).build();
    var plan = explain(request);
    assertThat(plan.getMode()).isEqualTo(Mode.MODE_DELTA);
    assertThat(plan.getPathsList()).containsExactly("args.amount");
    assertThat(plan.getColumnsList()).contains("tool", "occurred_at");
    assertThat(plan.getEstimatedActionCount()).isEqualTo(200);
    assertThat(plan.getEstimatedJudgedCount()).isBetween(10L, 60L);
    assertThat(plan.getEstimatedCost()).isPositive();
    assertThat(plan.getStatement()).contains("count(*)", "action_id >= $1", "IS NOT FALSE");
    assertThat(plan.getChangedRulesList())
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.getRule()).isEqualTo("refund-limit");
              assertThat(rule.getKind()).isEqualTo(ChangedRule.Kind.KIND_CONDITION_CHANGED);
              assertThat(rule.getPredicate()).contains("arguments -> 'amount'", "'300'");
              assertThat(rule.getNotPushedDownList()).isEmpty();
            });

    var replay = gateway.replays().startReplay(request);
    var kept =
        gateway
            .replays()
            .explainReplay(ExplainReplayRequest.newBuilder().setName(replay.getName()).build());
    assertThat(kept.getChangedRulesList()).isEqualTo(plan.getChangedRulesList());
    assertThat(kept.getAudit().getSeed()).isEqualTo(replay.getAudit().getSeed());
    assertThat(kept.getStatement()).contains("'" + replay.getAudit().getSeed() + "'");
  }

  @Test
  void whatIsNotSoundIsFullWithAReasonOrRefused() {
    var branch =
        HINDCAST.branches.fork(
            "unsound",
            HINDCAST
                .store()
                .activate(TestStore.limit(500), TestStore.V1)
                .candidate(TestStore.thirdRefund(), TestStore.V2));
    var request = StartReplayRequest.newBuilder().setBranch(branch);
    var plan = explain(request.build());
    assertThat(plan.getMode()).isEqualTo(Mode.MODE_FULL);
    assertThat(plan.getByWorkflow()).isTrue();
    assertThat(plan.getFullReasonsList()).singleElement().asString().contains("history");

    var replay = gateway.replays().startReplay(request.build());
    assertThat(replay.getMode()).isEqualTo(Mode.MODE_FULL);
    assertThat(replay.getFullReasonsList()).isEqualTo(plan.getFullReasonsList());
    assertThat(Errors.of(() -> explain(request.setMode(Mode.MODE_DELTA).build())).getReason())
        .isEqualTo("NOT_SUPPORTED");
    assertThat(explain(request.setMode(Mode.MODE_FULL).build()).getFullReasonsList()).isEmpty();
  }

  @Test
  void hostileBundlesAreOnlyLiterals() {
    var hostile =
        BundleSource.ofManifest(
            """
            apiVersion: hindcast/v1
            name: guard
            rules:
              - id: hostile
                match: { tools: ["'; DROP TABLE action; --*"] }
                when: args["a'b\\\\\\" $1 ?"] == "'); SELECT pg_sleep(1000); --" || args.x.contains('\\\\')
                effect: deny
            """);
    var branch =
        HINDCAST.branches.fork(
            "hostile",
            HINDCAST
                .store()
                .activate(TestStore.limit(500), TestStore.V1)
                .candidate(hostile, TestStore.V2));
    var plan = explain(StartReplayRequest.newBuilder().setBranch(branch).build());
    // The branch has answered the statement: it is one, and a small one.
    assertThat(plan.getMode()).isEqualTo(Mode.MODE_DELTA);
    assertThat(plan.getStatement()).contains("E'''; DROP TABLE action; --%'");
  }

  private static ReplayPlan explain(StartReplayRequest request) {
    return gateway
        .replays()
        .explainReplay(ExplainReplayRequest.newBuilder().setStart(request).build());
  }
}
