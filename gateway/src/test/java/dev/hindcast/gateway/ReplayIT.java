package dev.hindcast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.platform.page.PageToken;
import dev.hindcast.proto.replay.v1.Change;
import dev.hindcast.proto.replay.v1.ChangeKind;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.ExplainChangeRequest;
import dev.hindcast.proto.replay.v1.ListBrokenWorkflowsRequest;
import dev.hindcast.proto.replay.v1.ListChangesRequest;
import dev.hindcast.proto.replay.v1.ListReplaysRequest;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.RuleTrace;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import dev.hindcast.testkit.Await;
import dev.hindcast.testkit.Errors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Replays from start to diff, and everything that can be asked about one. */
class ReplayIT {
  private static final Hindcast HINDCAST = new Hindcast();
  private static Hindcast.Gateway gateway;
  private static ScriptedWorker worker;
  private static String branch;
  private static Replay done;

  @BeforeAll
  static void replay() {
    gateway = HINDCAST.gateway();
    branch = HINDCAST.branch("replayed");
    worker = gateway.worker("honest", 2).honest(2);
    done = gateway.awaitEnd(gateway.start(branch, 7).getName());
  }

  @AfterAll
  static void close() {
    worker.close();
    HINDCAST.close();
  }

  @Test
  void aPublishedBaselineThatSomebodyReplacedMeanwhileIsRefused() {
    var own = HINDCAST.branch("raced");
    var request =
        StartReplayRequest.newBuilder().setBranch(own).setBaselineVersion(TestStore.V1).build();
    HINDCAST.branches.afterLoad =
        _ ->
            HINDCAST
                .branches
                .store(own)
                .load("baseline", TestStore.limit(450).toTarGz(), TestStore.V1);
    try {
      var error = Errors.of(() -> gateway.replays().startReplay(request));
      assertThat(error.getReason()).isEqualTo("WRONG_STATE");
    } finally {
      HINDCAST.branches.afterLoad = _ -> {};
    }
    assertThat(gateway.replays().startReplay(request).getBaseline().getDigest())
        .isEqualTo(TestStore.limit(500).digest());
  }

  @Test
  void itSucceedsAndSaysWhatItCompared() {
    assertThat(done.getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
    assertThat(done.getBaseline().getVersion()).isEqualTo(TestStore.V1);
    assertThat(done.getCandidate().getVersion()).isEqualTo(TestStore.V2);
    assertThat(done.getProgress().getDoneShardCount()).isEqualTo(7);
    assertThat(done.getProgress().getActionCount()).isEqualTo(200);
    assertThat(done.getProgress().getEstimatedActionCount()).isEqualTo(200);
    assertThat(done.getProgress().getWorkerCount()).isZero();
    assertThat(done.getEtag()).isEqualTo("2");
  }

  @Test
  void itsBranchIsHeldAsLongAsItRuns() {
    worker.offer(0);
    try (var quick = HINDCAST.gateway(Duration.ofSeconds(1))) {
      var name = quick.start(HINDCAST.branch("held"), 1).getName();
      Await.until("renewed", Duration.ofSeconds(20), () -> holds(name) >= 2);
      assertThat(HINDCAST.branches.holds)
          .filteredOn(hold -> hold.getHolder().equals(name))
          .allSatisfy(hold -> assertThat(hold.getName()).endsWith("/branches/held"));
      worker.offer(2);
      assertThat(quick.awaitEnd(name).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
    }
  }

  private static long holds(String replay) {
    return HINDCAST.branches.holds.stream().filter(hold -> hold.getHolder().equals(replay)).count();
  }

  @Test
  void theDiffCountsEveryActionOnce() {
    var diff = gateway.diff(done.getName());
    assertThat(diff.getComplete()).isTrue();
    assertThat(diff.getCoverage().getActionCount()).isEqualTo(200);
    assertThat(diff.getChangedCount() + diff.getUnchangedCount())
        .isEqualTo(diff.getCoverage().getJudgedCount());
    var expected = expected();
    assertThat(diff.getChangedCount()).isEqualTo(expected.size()).isPositive();
    assertThat(diff.getRulesList()).singleElement().extracting("key").isEqualTo("refund-limit");
    assertThat(diff.getToolsList()).singleElement().extracting("key").isEqualTo("refund");
    assertThat(diff.getRuleUsageList()).extracting("rule").contains("refund-limit", "");
    assertThat(diff.getForkDuration()).isEqualTo(Durations.fromMillis(42));
    var workflows = diff.getWorkflows();
    assertThat(workflows.getBrokenList())
        .hasSize((int) workflows.getSuccessCount())
        .isSortedAccordingTo(Comparator.comparing(b -> b.getWorkflowId()));
    assertThat(
            workflows.getSuccessCount()
                + workflows.getFailureCount()
                + workflows.getIncidentCount()
                + workflows.getUnknownCount())
        .isEqualTo(expected.stream().map(e -> e / 100).distinct().count());
  }

  /** workflow * 100 + step of every refund over 300 and up to 500. */
  private static List<Integer> expected() {
    var expected = new ArrayList<Integer>();
    for (var w = 0; w < TestStore.WORKFLOWS; w++) {
      for (var s = 0; s < TestStore.STEPS; s += 2) {
        var amount = (w * 37 + s * 53) % 700;
        if (amount > 300 && amount <= 500) {
          expected.add(w * 100 + s);
        }
      }
    }
    return expected;
  }

  @Test
  void theDigestDoesNotDependOnShardsOrWorkflowsOrActions() {
    var digests = new ArrayList<String>();
    for (var shards : List.of(1, 40, 0)) {
      var replay = gateway.awaitEnd(gateway.start(branch, shards).getName());
      digests.add(gateway.diff(replay.getName()).getDigest());
    }
    digests.add(gateway.diff(done.getName()).getDigest());
    assertThat(digests).doesNotContain("").containsOnly(digests.getFirst());
  }

  @Test
  void aRuleThatReadsHistoryIsShardedByWorkflow() {
    var store =
        HINDCAST
            .store()
            .activate(TestStore.limit(500), TestStore.V1)
            .candidate(TestStore.thirdRefund(), "");
    var other = HINDCAST.branches.fork("history", store);
    var few = gateway.awaitEnd(gateway.start(other, 1).getName());
    var many = gateway.awaitEnd(gateway.start(other, 40).getName());
    assertThat(many.getProgress().getShardCount()).isEqualTo(TestStore.WORKFLOWS);
    assertThat(HINDCAST.count("SELECT count(*) FROM gateway.replay_shard WHERE by_workflow"))
        .isEqualTo(1 + TestStore.WORKFLOWS);
    var diff = gateway.diff(many.getName());
    assertThat(diff.getDigest()).isEqualTo(gateway.diff(few.getName()).getDigest());
    assertThat(diff.getChangedCount()).isPositive();
  }

  @Test
  void changesPageInOrderAndMarkWhatIsCounterfactual() {
    var all = new ArrayList<Change>();
    var request = ListChangesRequest.newBuilder().setParent(done.getName()).setPageSize(3);
    do {
      var page = gateway.replays().listChanges(request.build());
      all.addAll(page.getChangesList());
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    assertThat(all)
        .extracting(
            change ->
                Integer.parseInt(change.getWorkflowId().substring(1)) * 100 + change.getStep())
        .containsExactlyElementsOf(expected());
    var seen = new ArrayList<String>();
    for (var change : all) {
      assertThat(change.getKind()).isEqualTo(ChangeKind.CHANGE_KIND_NEWLY_DENIED);
      assertThat(change.getLost() && change.getDiverges()).isTrue();
      assertThat(change.getName()).isEqualTo(done.getName() + "/changes/" + change.getActionId());
      assertThat(change.getCounterfactual()).isEqualTo(seen.contains(change.getWorkflowId()));
      assertThat(change.getCandidate().getReason()).isEqualTo("refund_over_limit");
      seen.add(change.getWorkflowId());
    }
  }

  @Test
  void filtersMustAllHold() {
    var parent = ListChangesRequest.newBuilder().setParent(done.getName()).setPageSize(1000);
    var all = gateway.replays().listChanges(parent.build()).getChangesList();
    var workflow = all.getFirst().getWorkflowId();
    assertThat(list(parent.clone().setWorkflowId(workflow)))
        .hasSize((int) all.stream().filter(c -> c.getWorkflowId().equals(workflow)).count())
        .allMatch(c -> c.getWorkflowId().equals(workflow));
    assertThat(list(parent.clone().setWorkflowId("nobody"))).isEmpty();
    assertThat(list(parent.clone().setAgent("agent-1")))
        .hasSize((int) all.stream().filter(c -> c.getAgent().equals("agent-1")).count())
        .isNotEmpty();
    assertThat(list(parent.clone().setRule("refund-limit").setTool("refund"))).hasSameSizeAs(all);
    assertThat(list(parent.clone().setRule("refund-limit").setTool("search"))).isEmpty();
    assertThat(list(parent.clone().addKinds(ChangeKind.CHANGE_KIND_NEWLY_DENIED)))
        .hasSameSizeAs(all);
    assertThat(list(parent.clone().addKinds(ChangeKind.CHANGE_KIND_ERROR_LOST))).isEmpty();
  }

  private static List<Change> list(ListChangesRequest.Builder request) {
    return gateway.replays().listChanges(request.build()).getChangesList();
  }

  @Test
  void brokenWorkflowsNameTheirFirstDivergence() {
    var diff = gateway.diff(done.getName());
    var request = ListBrokenWorkflowsRequest.newBuilder().setParent(done.getName()).setPageSize(1);
    var first = gateway.replays().listBrokenWorkflows(request.build());
    var second =
        gateway
            .replays()
            .listBrokenWorkflows(request.setPageToken(first.getNextPageToken()).build());
    assertThat(first.getBrokenWorkflowsList()).containsExactly(diff.getWorkflows().getBroken(0));
    assertThat(second.getBrokenWorkflowsList()).containsExactly(diff.getWorkflows().getBroken(1));
    var broken = first.getBrokenWorkflows(0);
    var steps =
        expected().stream()
            .filter(e -> e / 100 == Integer.parseInt(broken.getWorkflowId().substring(1)))
            .toList();
    assertThat(broken.getFirstStep()).isEqualTo(steps.getFirst() % 100);
    assertThat(broken.getLostActionCount()).isEqualTo(steps.size());
    assertThat(broken.getCounterfactualChangeCount()).isEqualTo(steps.size() - 1);
    assertThat(broken.getRule()).isEqualTo("refund-limit");
    assertThat(broken.getFirstDivergence())
        .isEqualTo(
            done.getName()
                + "/changes/"
                + (1000 + steps.getFirst() / 100 * TestStore.STEPS + steps.getFirst() % 100));
  }

  @Test
  void anExplanationShowsWhatEachRuleReadAndSaid() {
    var change =
        gateway
            .replays()
            .listChanges(ListChangesRequest.newBuilder().setParent(done.getName()).build())
            .getChanges(0);
    var explained =
        gateway
            .replays()
            .explainChange(ExplainChangeRequest.newBuilder().setName(change.getName()).build());
    assertThat(explained.getChange()).isEqualTo(change);
    assertThat(explained.getCandidate().getDecision()).isEqualTo(change.getCandidate());
    var rule = explained.getCandidate().getRules(0);
    assertThat(rule.getResult()).isEqualTo(RuleTrace.Result.RESULT_MATCHED);
    assertThat(rule.getDeciding()).isTrue();
    assertThat(rule.getCondition()).isEqualTo("args.amount > 300");
    assertThat(Double.parseDouble(rule.getInputsOrThrow("args.amount"))).isBetween(301.0, 500.0);
    assertThat(explained.getBaseline().getRules(0).getResult())
        .isEqualTo(RuleTrace.Result.RESULT_NOT_MATCHED);
    assertThat(explained.getAction().getTool()).isEqualTo("refund");
    assertThat(explained.getAction().getArgumentsJson()).contains("\"amount\":");
    var unchanged =
        gateway
            .replays()
            .explainChange(
                ExplainChangeRequest.newBuilder()
                    .setName(done.getName() + "/changes/1001")
                    .build());
    assertThat(unchanged.hasChange()).isFalse();
    assertThat(unchanged.getNotReplayable()).isEmpty();
    assertThat(
            Errors.of(
                    () ->
                        gateway
                            .replays()
                            .explainChange(
                                ExplainChangeRequest.newBuilder()
                                    .setName(done.getName() + "/changes/999999999999999999")
                                    .build()))
                .getReason())
        .isEqualTo("RESOURCE_NOT_FOUND");
  }

  @Test
  void anExplanationSaysWhyAnActionWasNotJudged() {
    var own = HINDCAST.branch("unrecorded");
    var store = HINDCAST.branches.store(own);
    var _ =
        store.jdbc.update(
            """
            INSERT INTO hindcast.action (action_id, workflow_id, step, occurred_at, agent, tool)
            VALUES (1500, 'w900', 0, now(), 'agent-1', 'refund')""",
            Binder.NONE);
    var replay = gateway.awaitEnd(gateway.start(own, 1).getName());
    var explained =
        gateway
            .replays()
            .explainChange(
                ExplainChangeRequest.newBuilder()
                    .setName(replay.getName() + "/changes/1500")
                    .build());
    assertThat(explained.hasChange()).isFalse();
    assertThat(explained.getNotReplayable()).isEqualTo("arguments_not_recorded");
  }

  @Test
  void anExplanationNeedsTheVeryForkOfTheReplay() {
    var own = HINDCAST.branch("gone");
    var replay = gateway.awaitEnd(gateway.start(own, 1).getName());
    var explain =
        ExplainChangeRequest.newBuilder().setName(replay.getName() + "/changes/1001").build();
    HINDCAST.branches.expire(own);
    assertThat(Errors.of(() -> gateway.replays().explainChange(explain)).getReason())
        .isEqualTo("BRANCH_NOT_USABLE");
    assertThat(HINDCAST.branch("gone")).isEqualTo(own);
    assertThat(Errors.of(() -> gateway.replays().explainChange(explain)).getReason())
        .isEqualTo("BRANCH_NOT_USABLE");
  }

  @Test
  void aRepeatedRequestReturnsTheSameReplay() {
    var request =
        StartReplayRequest.newBuilder()
            .setBranch(branch)
            .setRequestId(UUID.randomUUID().toString());
    var first = gateway.replays().startReplay(request.build());
    assertThat(gateway.replays().startReplay(request.build()).getName()).isEqualTo(first.getName());
    var error = Errors.of(() -> gateway.replays().startReplay(request.setShardCount(3).build()));
    assertThat(error.getReason()).isEqualTo("REQUEST_ID_REUSED");
    assertThat(error.getMetadataOrThrow("resource")).isEqualTo(first.getName());
  }

  @Test
  void publishedVersionsAreLoadedByName() {
    var plain = HINDCAST.branches.fork("plain", HINDCAST.store());
    var request =
        StartReplayRequest.newBuilder()
            .setBranch(plain)
            .setCandidate(TestStore.V2)
            .setBaselineVersion(TestStore.V1)
            .setReplayId("by-name");
    var replay = gateway.awaitEnd(gateway.replays().startReplay(request.build()).getName());
    assertThat(replay.getName()).isEqualTo("replays/by-name");
    assertThat(gateway.diff(replay.getName()).getDigest())
        .isEqualTo(gateway.diff(done.getName()).getDigest());
    assertThat(Errors.of(() -> gateway.replays().startReplay(request.build())).getReason())
        .isEqualTo("RESOURCE_ALREADY_EXISTS");
    assertThat(
            Errors.of(
                    () ->
                        gateway
                            .replays()
                            .startReplay(request.setCandidate("bundles/guard/versions/9").build()))
                .getMetadataOrThrow("resource"))
        .isEqualTo("bundles/guard/versions/9");
  }

  @Test
  void whatCannotBeStartedIsSaidClearly() {
    var empty = HINDCAST.branches.fork("empty", HINDCAST.store());
    var noCandidate = Errors.of(() -> gateway.start(empty, 0));
    assertThat(noCandidate.getReason()).isEqualTo("WRONG_STATE");
    assertThat(noCandidate.getMetadataOrThrow("state")).isEqualTo("without a candidate");

    var neverActive =
        HINDCAST.branches.fork("never", HINDCAST.store().candidate(TestStore.limit(1), ""));
    var error = Errors.of(() -> gateway.start(neverActive, 0));
    assertThat(error.getReason()).isEqualTo("WRONG_STATE");
    assertThat(error.getMetadataOrThrow("required"))
        .contains("loaded_baseline", "baseline_version", "allow_all");
    var allowed =
        gateway
            .replays()
            .startReplay(
                StartReplayRequest.newBuilder().setBranch(neverActive).setAllowAll(true).build());
    assertThat(allowed.getBaseline().getAllowAll()).isTrue();
    assertThat(gateway.awaitEnd(allowed.getName()).getState())
        .isEqualTo(Replay.State.STATE_SUCCEEDED);

    assertThat(Errors.of(() -> gateway.start("stores/main/branches/none", 0)).getReason())
        .isEqualTo("RESOURCE_NOT_FOUND");
    var gone = HINDCAST.branch("expired");
    HINDCAST.branches.expire(gone);
    assertThat(Errors.of(() -> gateway.start(gone, 0)).getReason()).isEqualTo("BRANCH_NOT_USABLE");
    assertThat(Errors.of(() -> gateway.start("nonsense", 0)).getReason())
        .isEqualTo("INVALID_REQUEST");
    assertThat(Errors.of(() -> gateway.get("replays/none")).getReason())
        .isEqualTo("RESOURCE_NOT_FOUND");
  }

  @Test
  void aWindowWithoutActionsSucceedsEmpty() {
    var replay =
        gateway
            .replays()
            .startReplay(
                StartReplayRequest.newBuilder()
                    .setBranch(branch)
                    .setWindow(
                        dev.hindcast.proto.replay.v1.Window.newBuilder()
                            .setStartTime(
                                com.google.protobuf.Timestamp.newBuilder()
                                    .setSeconds(4_000_000_000L)))
                    .build());
    var ended = gateway.awaitEnd(replay.getName());
    assertThat(ended.getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
    assertThat(ended.getProgress().getShardCount()).isEqualTo(1);
  }

  @Test
  void replaysAreListedNewestFirst() {
    var older = gateway.start(branch, 1).getName();
    var newer = gateway.start(branch, 1).getName();
    var request = ListReplaysRequest.newBuilder().setBranch(branch).setPageSize(1);
    var first = gateway.replays().listReplays(request.build());
    var second =
        gateway.replays().listReplays(request.setPageToken(first.getNextPageToken()).build());
    assertThat(first.getReplays(0).getName()).isEqualTo(newer);
    assertThat(second.getReplays(0).getName()).isEqualTo(older);
    assertThat(
            Errors.of(
                    () ->
                        gateway
                            .replays()
                            .listReplays(
                                ListReplaysRequest.newBuilder()
                                    .setPageToken(first.getNextPageToken())
                                    .build()))
                .getReason())
        .isEqualTo("INVALID_PAGE_TOKEN");
    var forged = new PageToken("newest").encode("replays?branch=" + branch);
    assertThat(
            Errors.of(() -> gateway.replays().listReplays(request.setPageToken(forged).build()))
                .getReason())
        .isEqualTo("INVALID_PAGE_TOKEN");
  }

  @Test
  void aRunningReplayShowsWhatIsCommittedAndNoDigest() {
    var idle = HINDCAST.branch("idle");
    worker.offer(0);
    try (var slow = gateway.worker("slow", 1)) {
      var name = gateway.start(idle, 4).getName();
      slow.offer(1);
      slow.complete(slow.assignment());
      Diff diff = gateway.diff(name);
      assertThat(diff.getComplete()).isFalse();
      assertThat(diff.getDigest()).isEmpty();
      assertThat(diff.getCoverage().getActionCount()).isEqualTo(50);
      assertThat(gateway.get(name).getProgress().getDoneShardCount()).isEqualTo(1);
      assertThat(
              Errors.of(
                      () ->
                          gateway
                              .replays()
                              .listChanges(ListChangesRequest.newBuilder().setParent(name).build()))
                  .getReason())
          .isEqualTo("WRONG_STATE");
      worker.offer(2);
      assertThat(gateway.awaitEnd(name).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
    }
  }
}
