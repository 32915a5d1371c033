package dev.hindcast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.replay.v1.CancelReplayRequest;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.ExplainChangeRequest;
import dev.hindcast.proto.replay.v1.ListChangesRequest;
import dev.hindcast.proto.replay.v1.ListReplaysRequest;
import dev.hindcast.proto.replay.v1.ParamSweep;
import dev.hindcast.proto.replay.v1.PauseReplayRequest;
import dev.hindcast.proto.replay.v1.PromoteRequest;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.ResumeReplayRequest;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import dev.hindcast.proto.worker.v1.ShardFailure;
import dev.hindcast.testkit.Errors;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Several candidates over the same actions: every one as if it were alone. */
class PassIT {
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

  private static String branch(String name, BundleSource candidate) {
    return HINDCAST.branches.fork(
        name,
        HINDCAST.store().activate(TestStore.limit(500), TestStore.V1).candidate(candidate, ""));
  }

  private static StartReplayRequest.Builder sweep(String branch, String param, String... values) {
    return StartReplayRequest.newBuilder()
        .setBranch(branch)
        .setShardCount(3)
        .addSweep(ParamSweep.newBuilder().setParam(param).addAllValuesJson(List.of(values)));
  }

  private static Replay start(StartReplayRequest.Builder request) {
    return gateway.replays().startReplay(request.build());
  }

  private static List<Diff> diffs(Replay leader) {
    var diffs = new ArrayList<Diff>();
    try (var worker = gateway.worker("honest", 2).honest(2)) {
      for (var name : leader.getPassReplaysList()) {
        assertThat(gateway.awaitEnd(name).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
        diffs.add(gateway.diff(name));
      }
      assertThat(worker.broken).isNotDone();
    }
    return diffs;
  }

  private static Diff alone(StartReplayRequest.Builder request) {
    try (var worker = gateway.worker("honest", 2).honest(2)) {
      var name = gateway.awaitEnd(start(request).getName()).getName();
      assertThat(worker.broken).isNotDone();
      return gateway.diff(name);
    }
  }

  @Test
  void everyDiffOfASweepIsThatOfItsValueAlone() {
    var branch = branch("threshold", TestStore.limitParam(500));
    var values = new String[] {"100", "300", "500", "650"};
    var leader = start(sweep(branch, "max_refund", values));
    assertThat(leader.getPass()).isEqualTo(leader.getName());
    assertThat(leader.getPassReplaysList())
        .hasSize(4)
        .startsWith(leader.getName(), leader.getName() + "-2");
    assertThat(leader.getCandidate().getOverrides(0).getValueJson()).isEqualTo("100");
    var diffs = diffs(leader);
    for (int i = 0; i < values.length; i++) {
      var diff = diffs.get(i);
      var name = leader.getPassReplays(i);
      assertThat(diff.getReplay()).isEqualTo(name);
      assertThat(gateway.get(name).getProgress().getActionCount()).isEqualTo(200);
      assertThat(gateway.get(name).getPass()).isEqualTo(leader.getName());
      assertThat(diff.getDigest())
          .isEqualTo(alone(sweep(branch, "max_refund", values[i])).getDigest());
      // Who writes the value into the file has the same bundle, and the same diff.
      var written =
          branch("written-" + values[i], TestStore.limitParam(Integer.parseInt(values[i])));
      assertThat(diff.getDigest())
          .isEqualTo(alone(StartReplayRequest.newBuilder().setBranch(written)).getDigest());
    }
    assertThat(diffs).extracting(Diff::getChangedCount).doesNotHaveDuplicates();
    var same = gateway.get(leader.getPassReplays(2)).getCandidate();
    assertThat(same.getOverridesList()).as("the bundle has this value anyway").isEmpty();
  }

  @Test
  void aSweepOfARuleThatReadsHistoryIsShardedByWorkflow() {
    var branch = branch("history", TestStore.refundsParam(1));
    var leader = start(sweep(branch, "most", "1", "2", "3"));
    var diffs = diffs(leader);
    for (int i = 0; i < diffs.size(); i++) {
      assertThat(diffs.get(i).getDigest())
          .isEqualTo(alone(sweep(branch, "most", Integer.toString(i + 1))).getDigest());
    }
    assertThat(diffs.get(0).getWorkflows().getSuccessCount()).isPositive();
  }

  @Test
  void severalCandidatesAndEveryCombination() {
    var branch = HINDCAST.branch("several");
    HINDCAST.branches.store(branch).candidate(TestStore.limitParam(400), "");
    var digest = TestStore.limitParam(400).digest();
    var leader =
        start(
            StartReplayRequest.newBuilder()
                .setBranch(branch)
                .addCandidates(TestStore.V2)
                .addCandidates(digest));
    assertThat(leader.getCandidate().getVersion()).isEqualTo(TestStore.V2);
    assertThat(gateway.get(leader.getPassReplays(1)).getCandidate().getDigest()).isEqualTo(digest);
    assertThat(diffs(leader)).hasSize(2);

    var product =
        start(
            sweep(branch, "max_refund", "1", "2")
                .addCandidates(digest)
                .addSweep(
                    ParamSweep.newBuilder()
                        .setParam("most")
                        .addValuesJson("5")
                        .addValuesJson("6")));
    assertThat(product.getPassReplaysList().stream().map(gateway::get))
        .extracting(
            replay ->
                replay.getCandidate().getOverrides(0).getValueJson()
                    + replay.getCandidate().getOverrides(1).getValueJson())
        .containsExactly("15", "16", "25", "26");
    var listed =
        gateway
            .replays()
            .listReplays(ListReplaysRequest.newBuilder().setPass(product.getName()).build());
    assertThat(listed.getReplaysList().reversed())
        .extracting(Replay::getName)
        .isEqualTo(product.getPassReplaysList());
    cancel(product.getName());
  }

  private static Replay cancel(String name) {
    return gateway.replays().cancelReplay(CancelReplayRequest.newBuilder().setName(name).build());
  }

  @Test
  void theShardOfADeadWorkerIsJudgedAgainForAll() {
    var branch = branch("dead", TestStore.limitParam(500));
    var leader = start(sweep(branch, "max_refund", "100", "200").setShardCount(1));
    var dying = gateway.worker("dying", 1);
    dying.offer(1);
    var lost = dying.assignment();
    assertThat(lost.getContext().getFollowersList()).hasSize(1);
    dying.batch(lost.getLease(), 0, JudgedShard.of(lost), JudgedShard.followers(lost));
    dying.ack();
    dying.die();

    var diffs = diffs(leader);
    for (var diff : diffs) {
      assertThat(changes(diff.getReplay())).isEqualTo(diff.getChangedCount()).isPositive();
    }
    assertThat(diffs.get(1).getDigest())
        .isEqualTo(alone(sweep(branch, "max_refund", "200")).getDigest());
  }

  private static long changes(String replay) {
    return HINDCAST.count(
        "SELECT count(*) FROM gateway.change JOIN gateway.replay USING (replay_id) WHERE name = '"
            + replay.substring("replays/".length())
            + "'");
  }

  @Test
  void aShardIsCommittedForAllOrForNone() {
    var branch = branch("whole", TestStore.limitParam(500));
    var leader = start(sweep(branch, "max_refund", "100", "200").setShardCount(1));
    try (var worker = gateway.worker("hasty", 1)) {
      worker.offer(1);
      var first = worker.assignment();
      var judged = JudgedShard.of(first);
      worker.batch(first.getLease(), 0, judged);
      worker.ack();
      worker.summary(first.getLease(), 1, judged);
      assertThat(worker.revocation().getLease()).isEqualTo(first.getLease());
      for (var name : leader.getPassReplaysList()) {
        assertThat(gateway.get(name).getProgress().getDoneShardCount()).isZero();
      }
      worker.offer(1);
      worker.complete(worker.assignment());
    }
    for (var name : leader.getPassReplaysList()) {
      assertThat(gateway.awaitEnd(name).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
    }
  }

  @Test
  void aReplayThatFollowsIsCancelledAlone() {
    var branch = branch("one-less", TestStore.limitParam(500));
    var leader = start(sweep(branch, "max_refund", "100", "200", "300").setShardCount(1));
    var second = leader.getPassReplays(1);
    try (var worker = gateway.worker("slow", 1)) {
      worker.offer(1);
      var assignment = worker.assignment();
      assertThat(cancel(second).getState()).isEqualTo(Replay.State.STATE_CANCELLED);
      worker.complete(assignment);
    }
    assertThat(gateway.awaitEnd(leader.getName()).getState())
        .isEqualTo(Replay.State.STATE_SUCCEEDED);
    assertThat(gateway.awaitEnd(leader.getPassReplays(2)).getState())
        .isEqualTo(Replay.State.STATE_SUCCEEDED);
    assertThat(gateway.get(second).getState()).isEqualTo(Replay.State.STATE_CANCELLED);
    assertThat(changes(second)).isZero();
    assertThat(gateway.diff(leader.getPassReplays(2)).getDigest())
        .isEqualTo(alone(sweep(branch, "max_refund", "300")).getDigest());
  }

  @Test
  void withTheLeaderAllAreCancelledAndAFailureIsOfAll() {
    var branch = branch("all", TestStore.limitParam(500));
    var cancelled = start(sweep(branch, "max_refund", "100", "200").setShardCount(1));
    var failed = start(sweep(branch, "max_refund", "100", "200").setShardCount(1));
    try (var worker = gateway.worker("two", 2)) {
      worker.offer(2);
      var first = worker.assignment();
      var other = worker.assignment();
      worker.batch(first.getLease(), 0, JudgedShard.of(first), JudgedShard.followers(first));
      worker.ack();
      assertThat(cancel(cancelled.getName()).getState()).isEqualTo(Replay.State.STATE_CANCELLED);
      assertThat(worker.revocation().getLease()).isEqualTo(first.getLease());
      worker.failure(other.getLease(), ShardFailure.Cause.CAUSE_BUNDLE_UNUSABLE, "gone");
      for (var name : failed.getPassReplaysList()) {
        var replay = gateway.awaitEnd(name);
        assertThat(replay.getState()).isEqualTo(Replay.State.STATE_FAILED);
        assertThat(replay.getFailureReason()).isEqualTo("BUNDLE_UNUSABLE");
      }
    }
    for (var name : cancelled.getPassReplaysList()) {
      assertThat(gateway.get(name).getState()).isEqualTo(Replay.State.STATE_CANCELLED);
      assertThat(changes(name)).isZero();
    }
  }

  @Test
  void aPassIsPausedByItsLeader() {
    var branch = branch("paused", TestStore.limitParam(500));
    var leader = start(sweep(branch, "max_refund", "100", "200"));
    var second = leader.getPassReplays(1);
    var refused = Errors.of(() -> pause(second));
    assertThat(refused.getReason()).isEqualTo("WRONG_STATE");
    assertThat(pause(leader.getName())).isEqualTo(Replay.State.STATE_PAUSED);
    assertThat(gateway.get(second).getState()).isEqualTo(Replay.State.STATE_PAUSED);
    var resumed =
        gateway
            .replays()
            .resumeReplay(ResumeReplayRequest.newBuilder().setName(leader.getName()).build());
    assertThat(resumed.getState()).isEqualTo(Replay.State.STATE_RUNNING);
    assertThat(diffs(leader)).hasSize(2);
  }

  private static Replay.State pause(String name) {
    return gateway
        .replays()
        .pauseReplay(PauseReplayRequest.newBuilder().setName(name).build())
        .getState();
  }

  @Test
  void whatWasNeverPublishedIsExplainedButNotPromoted() {
    var branch = branch("derived", TestStore.limitParam(500));
    var leader = start(sweep(branch, "max_refund", "100", "200"));
    var diffs = diffs(leader);
    var promote = PromoteRequest.newBuilder().setReplay(leader.getPassReplays(1)).build();
    var refused = Errors.of(() -> gateway.replays().promote(promote));
    assertThat(refused.getReason()).isEqualTo("WRONG_STATE");
    assertThat(refused.toString()).contains("max_refund: 200");
    var change =
        gateway
            .replays()
            .listChanges(
                ListChangesRequest.newBuilder().setParent(leader.getPassReplays(1)).build())
            .getChanges(0);
    var explained =
        gateway
            .replays()
            .explainChange(ExplainChangeRequest.newBuilder().setName(change.getName()).build());
    assertThat(explained.getChange()).isEqualTo(change);
    assertThat(explained.getCandidate().getDecision()).isEqualTo(change.getCandidate());
    assertThat(explained.getCandidate().getPolicy().getOverrides(0).getValueJson())
        .isEqualTo("200");
    assertThat(explained.getCandidate().getRules(0).getInputsOrThrow("params.max_refund"))
        .isEqualTo("200");
    assertThat(diffs.get(1).getChangedCount()).isPositive();
  }

  @Test
  void aRepeatedRequestReturnsTheSamePass() {
    var branch = branch("again", TestStore.limitParam(500));
    var id = UUID.randomUUID().toString();
    var request = sweep(branch, "max_refund", "100", "200").setRequestId(id);
    var first = start(request);
    assertThat(start(request).getPassReplaysList()).isEqualTo(first.getPassReplaysList());
    var other = sweep(branch, "max_refund", "100", "300").setRequestId(id);
    assertThat(Errors.of(() -> start(other)).getReason()).isEqualTo("REQUEST_ID_REUSED");
    var taken = sweep(branch, "max_refund", "1", "2").setReplayId("taken");
    var alone = StartReplayRequest.newBuilder().setBranch(branch).setReplayId("taken-2");
    cancel(start(alone).getName());
    assertThat(Errors.of(() -> start(taken)).getReason()).isEqualTo("RESOURCE_ALREADY_EXISTS");
    assertThat(HINDCAST.count("SELECT count(*) FROM gateway.replay WHERE name = 'taken'")).isZero();
    cancel(first.getName());
  }

  @Test
  void whatCannotBeAPassIsRefusedWithTheWayOut() {
    var branch = branch("refused", TestStore.limitParam(500));
    var many = new String[101];
    for (int i = 0; i < many.length; i++) {
      many[i] = Integer.toString(i);
    }
    assertThat(refusal(sweep(branch, "max_refund", many)))
        .contains("LIMIT_EXCEEDED", "candidates of a pass", "at most 100", "101 would be needed");
    assertThat(refusal(sweep(branch, "max_refund", "100", "\"many\"")))
        .contains("BUNDLE_REJECTED", "bundle.yaml:4:15", "is a whole number", "is text");
    assertThat(refusal(sweep(branch, "limit", "1")))
        .contains("BUNDLE_REJECTED", "declared are max_refund, most");
    assertThat(refusal(sweep(branch, "max_refund", "100", "200").setFollow(true)))
        .contains("INVALID_REQUEST", "follow", "in a replay of its own");
    assertThat(refusal(sweep(branch, "max_refund", "1", "1 ")))
        .contains("INVALID_REQUEST", "is the same policy as");
    assertThat(
            refusal(
                StartReplayRequest.newBuilder()
                    .setBranch(branch)
                    .setCandidate(TestStore.V1)
                    .addCandidates(TestStore.V2)))
        .contains("INVALID_REQUEST", "name all of them there");
    assertThat(
            refusal(
                StartReplayRequest.newBuilder().setBranch(branch).addCandidates("0".repeat(64))))
        .contains("WRONG_STATE", "load that bundle into the branch");
    var other =
        BundleSource.ofManifest(
            """
            apiVersion: hindcast/v1
            name: other
            """);
    HINDCAST.branches.store(branch).candidate(other, "");
    assertThat(
            refusal(
                StartReplayRequest.newBuilder()
                    .setBranch(branch)
                    .addCandidates(TestStore.limitParam(500).digest())
                    .addCandidates(other.digest())))
        .contains("INVALID_REQUEST", "a pass has one baseline");
    assertThat(HINDCAST.count("SELECT count(*) FROM gateway.replay WHERE branch LIKE '%refused'"))
        .isZero();
  }

  private static String refusal(StartReplayRequest.Builder request) {
    try {
      return "started " + start(request).getName();
    } catch (io.grpc.StatusRuntimeException e) {
      return io.grpc.protobuf.StatusProto.fromThrowable(e)
          + Errors.of(
                  () -> {
                    throw e;
                  })
              .toString();
    }
  }
}
