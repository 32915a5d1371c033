package dev.hindcast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.gateway.replay.ReplayStore;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.proto.externalscaler.ExternalScalerGrpc;
import dev.hindcast.proto.externalscaler.GetMetricsRequest;
import dev.hindcast.proto.externalscaler.ScaledObjectRef;
import dev.hindcast.proto.replay.v1.CancelReplayRequest;
import dev.hindcast.proto.replay.v1.Change;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.EvaluateGatesRequest;
import dev.hindcast.proto.replay.v1.ExplainChangeRequest;
import dev.hindcast.proto.replay.v1.GetDiffRequest;
import dev.hindcast.proto.replay.v1.ListBrokenWorkflowsRequest;
import dev.hindcast.proto.replay.v1.ListChangesRequest;
import dev.hindcast.proto.replay.v1.ListChangesResponse;
import dev.hindcast.proto.replay.v1.ListReplaysRequest;
import dev.hindcast.proto.replay.v1.Live;
import dev.hindcast.proto.replay.v1.Part;
import dev.hindcast.proto.replay.v1.PauseReplayRequest;
import dev.hindcast.proto.replay.v1.PromoteRequest;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.ResumeReplayRequest;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import dev.hindcast.proto.replay.v1.StopFollowingRequest;
import dev.hindcast.proto.worker.v1.ShardFailure.Cause;
import dev.hindcast.testkit.Await;
import dev.hindcast.testkit.Errors;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Replays that go on with what arrives after their fork. */
class FollowIT {
  private static final Map<String, Object> OFTEN =
      Map.of("hindcast.gateway.follow.interval", "50ms");

  private final Hindcast hindcast = new Hindcast();
  private TestStore store;

  @AfterEach
  void close() {
    hindcast.close();
  }

  private Hindcast.Gateway gateway() {
    return hindcast.gateway(Duration.ofSeconds(10), OFTEN);
  }

  /** A branch where refunds over 300 become denied, over a store that can be followed. */
  private String branch(String name) {
    var _ = hindcast.branch("of-" + name);
    store = hindcast.branches.store("stores/main/branches/of-" + name);
    return hindcast.branches.forkAt(name, store, store.follow());
  }

  private static Replay follow(Hindcast.Gateway gateway, String branch) {
    return gateway
        .replays()
        .startReplay(StartReplayRequest.newBuilder().setBranch(branch).setFollow(true).build());
  }

  private static Replay await(Hindcast.Gateway gateway, String name, Predicate<Replay> condition) {
    Await.until(
        name + " comes so far", Duration.ofSeconds(20), () -> condition.test(gateway.get(name)));
    return gateway.get(name);
  }

  private static Replay stop(Hindcast.Gateway gateway, String name) {
    return gateway.replays().stopFollowing(StopFollowingRequest.newBuilder().setName(name).build());
  }

  private static Diff live(Hindcast.Gateway gateway, String name) {
    return gateway
        .replays()
        .getDiff(GetDiffRequest.newBuilder().setName(name).setPart(Part.PART_LIVE).build());
  }

  private static ListChangesResponse arrived(
      Hindcast.Gateway gateway, String name, String pageToken, int pageSize) {
    return gateway
        .replays()
        .listChanges(
            ListChangesRequest.newBuilder()
                .setParent(name)
                .setPart(Part.PART_LIVE)
                .setPageToken(pageToken)
                .setPageSize(pageSize)
                .build());
  }

  private static String reason(ThrowingCallable call) {
    return Errors.of(call).getReason();
  }

  @Test
  void historyIsFinalWhileTwoGatewaysCutWhatArrivesOnceAndInOrder() {
    var gateway = gateway();
    var other = gateway();
    var branch = branch("followed");
    store.refunds("before-the-start", 400, 100);
    try (var _ = gateway.worker("one", 2).honest(2)) {
      var name = follow(gateway, branch).getName();
      var following = await(gateway, name, Replay::getFollowing);
      assertThat(following.getState()).isEqualTo(Replay.State.STATE_RUNNING);
      assertThat(following.hasEndTime()).isFalse();
      var history = gateway.diff(name);
      assertThat(history.getComplete()).isTrue();
      assertThat(history.getPart()).isEqualTo(Part.PART_HISTORY);
      assertThat(history.getCoverage().getActionCount())
          .isEqualTo(TestStore.WORKFLOWS * TestStore.STEPS);
      assertThat(
              gateway
                  .replays()
                  .listReplays(ListReplaysRequest.getDefaultInstance())
                  .getReplaysList())
          .extracting(Replay::getName)
          .containsExactly(name);

      var _ = await(gateway, name, replay -> replay.getLive().getChangedCount() == 1);
      var first = arrived(gateway, name, "", 10);
      assertThat(first.getChangesList())
          .extracting(Change::getWorkflowId)
          .containsExactly("before-the-start");
      assertThat(first.getNextPageToken()).isNotEmpty();
      var nothing = arrived(other, name, first.getNextPageToken(), 10);
      assertThat(nothing.getChangesList()).isEmpty();

      store.refunds("later", 450, 460, 200);
      var progress = await(other, name, replay -> replay.getLive().getActionCount() == 5);
      assertThat(progress.getLive().getArrivedCount()).isEqualTo(5);
      assertThat(progress.getLive().hasNewestActionTime()).isTrue();
      var second = arrived(gateway, name, nothing.getNextPageToken(), 1);
      var third = arrived(gateway, name, second.getNextPageToken(), 1);
      assertThat(second.getChanges(0).getStep()).isZero();
      assertThat(third.getChanges(0).getStep()).isEqualTo(1);
      assertThat(live(gateway, name).getComplete()).isFalse();
      assertThat(live(gateway, name).getChangedCount()).isEqualTo(3);

      // What became of a workflow counts as it is known at the end.
      store.outcome("later", "success");
      // Committed before the call: still judged, whoever notices the call when.
      store.refunds("last", 500);
      assertThat(stop(other, name).getLive().getState()).isEqualTo(Live.State.STATE_STOPPING);
      var ended = gateway.awaitEnd(name);
      assertThat(ended.getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
      assertThat(ended.hasEndTime()).isTrue();
      assertThat(ended.getFollowing()).isFalse();
      assertThat(stop(gateway, name).getLive().getState()).isEqualTo(Live.State.STATE_STOPPED);

      var last = arrived(gateway, name, third.getNextPageToken(), 10);
      assertThat(last.getChangesList()).extracting(Change::getWorkflowId).containsExactly("last");
      assertThat(last.getNextPageToken()).isEmpty();
      var explained =
          gateway
              .replays()
              .explainChange(
                  ExplainChangeRequest.newBuilder().setName(last.getChanges(0).getName()).build());
      assertThat(explained.getChange().getWorkflowId()).isEqualTo("last");

      var live = live(gateway, name);
      assertThat(live.getComplete()).isTrue();
      assertThat(live.getReplay()).isEqualTo(name);
      assertThat(live.getDigest()).isNotEmpty().isNotEqualTo(history.getDigest());
      assertThat(live.getCoverage().getActionCount()).isEqualTo(6);
      assertThat(live.getChangedCount()).isEqualTo(4);
      assertThat(live.getWorkflows().getSuccessCount()).isEqualTo(1);
      assertThat(live.getWorkflows().getBroken(0).getWorkflowId()).isEqualTo("later");
      assertThat(live.getWorkflows().getUnknownCount()).isEqualTo(2);
      assertThat(gateway.diff(name)).isEqualTo(history);
      var plain = gateway.awaitEnd(gateway.start(branch, 4).getName());
      assertThat(gateway.diff(plain.getName()).getDigest()).isEqualTo(history.getDigest());
    }
    // The slices are one chain, from the fork on.
    assertThat(
            hindcast.count(
                """
                SELECT count(*) FROM gateway.live_slice v WHERE v.shard > 0 AND NOT EXISTS (
                  SELECT FROM gateway.live_slice p WHERE p.replay_id = v.replay_id AND p.shard = v.shard - 1
                    AND pg_snapshot_xmax(p.upto::pg_snapshot) <= pg_snapshot_xmax(v.since::pg_snapshot))"""))
        .isZero();
  }

  @Test
  void aPromotionWaitsUntilFollowingHasStoppedButGatesDoNotAndTheBranchIsHeld() {
    var gateway = hindcast.gateway(Duration.ofSeconds(1), OFTEN);
    var branch = branch("promoted");
    try (var _ = gateway.worker("one", 2).honest(2)) {
      var name = follow(gateway, branch).getName();
      var _ = await(gateway, name, Replay::getFollowing);
      var gates =
          EvaluateGatesRequest.newBuilder().setReplay(name).addGates("diff.actions == 200").build();
      assertThat(gateway.replays().evaluateGates(gates).getPassed()).isTrue();
      var promote = PromoteRequest.newBuilder().setReplay(name).setKeepBranch(true).build();
      assertThat(reason(() -> gateway.replays().promote(promote))).isEqualTo("WRONG_STATE");
      Await.until(
          "the branch is held for what is live",
          Duration.ofSeconds(20),
          () ->
              hindcast.branches.holds.stream()
                  .anyMatch(hold -> hold.getHolder().equals(name + ".live")));
      var _ = stop(gateway, name);
      var _ = gateway.awaitEnd(name);
      assertThat(gateway.replays().promote(promote).getReplay()).isEqualTo(name);
    }
  }

  @Test
  void whatCannotBeFollowedSaysSo() {
    var gateway = gateway();
    var old = hindcast.branch("old");
    assertThat(reason(() -> follow(gateway, old))).isEqualTo("NOT_SUPPORTED");
    var name = gateway.start(old, 1).getName();
    assertThat(reason(() -> stop(gateway, name))).isEqualTo("WRONG_STATE");
    assertThat(reason(() -> live(gateway, name))).isEqualTo("WRONG_STATE");
    assertThat(reason(() -> arrived(gateway, name, "", 1))).isEqualTo("WRONG_STATE");
    assertThat(
            reason(
                () ->
                    gateway
                        .replays()
                        .listBrokenWorkflows(
                            ListBrokenWorkflowsRequest.newBuilder()
                                .setParent(name)
                                .setPart(Part.PART_LIVE)
                                .build())))
        .isEqualTo("WRONG_STATE");
  }

  @Test
  void aBranchThatGoesEndsFollowingAndLeavesHistoryAsItIs() {
    var gateway = gateway();
    var branch = branch("gone");
    try (var _ = gateway.worker("one", 2).honest(2)) {
      var name = follow(gateway, branch).getName();
      store.refunds("live", 400);
      var _ =
          await(
              gateway,
              name,
              replay -> replay.getFollowing() && replay.getLive().getChangedCount() == 1);
      hindcast.branches.expire(branch);
      var _ = store.jdbc.update("DROP VIEW hindcast.hindcast_live_action", Binder.NONE);
      var ended = gateway.awaitEnd(name);
      assertThat(ended.getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
      assertThat(ended.getLive().getState()).isEqualTo(Live.State.STATE_FAILED);
      assertThat(ended.getLive().getFailureReason()).isEqualTo("BRANCH_NOT_USABLE");
      assertThat(gateway.diff(name).getComplete()).isTrue();
      assertThat(live(gateway, name).getComplete()).isFalse();
      assertThat(arrived(gateway, name, "", 10).getChangesCount()).isEqualTo(1);
    }
  }

  @Test
  void cancellingEndsBothPartsAndALimitEndsFollowing() {
    var gateway = gateway();
    var branch = branch("ended");
    var unheard = follow(gateway, branch).getName();
    var _ =
        gateway.replays().cancelReplay(CancelReplayRequest.newBuilder().setName(unheard).build());
    assertThat(gateway.get(unheard).getState()).isEqualTo(Replay.State.STATE_CANCELLED);
    assertThat(gateway.get(unheard).getLive().getState()).isEqualTo(Live.State.STATE_CANCELLED);

    var brief =
        hindcast.gateway(
            Duration.ofSeconds(10),
            Map.of(
                "hindcast.gateway.follow.interval", "50ms",
                "hindcast.gateway.follow.longest", "300ms"));
    try (var _ = brief.worker("one", 2).honest(2)) {
      var ended = brief.awaitEnd(follow(brief, branch).getName());
      assertThat(ended.getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
      assertThat(ended.getLive().getState()).isEqualTo(Live.State.STATE_STOPPED);
      assertThat(live(brief, ended.getName()).getComplete()).isTrue();
    }
  }

  private static long backlog(Hindcast.Gateway gateway) {
    return ExternalScalerGrpc.newBlockingStub(gateway.channel())
        .getMetrics(
            GetMetricsRequest.newBuilder()
                .setScaledObjectRef(
                    ScaledObjectRef.newBuilder().putScalerMetadata("metric", "shards"))
                .setMetricName("hindcast-shards")
                .build())
        .getMetricValues(0)
        .getMetricValue();
  }

  @Test
  void whatIsPausedIsNoBacklogAndGoesOnWhereItWasAndRetentionTakesBothParts() {
    var gateway = gateway();
    var branch = branch("paused");
    String name;
    try (var _ = gateway.worker("one", 2).honest(2)) {
      name = follow(gateway, branch).getName();
      var _ = await(gateway, name, Replay::getFollowing);
    }
    assertThat(backlog(gateway)).isZero();
    store.refunds("live", 400, 100);
    var cut = await(gateway, name, replay -> replay.getLive().getArrivedCount() == 2).getLive();
    assertThat(backlog(gateway)).isEqualTo(cut.getSliceCount());

    var pause = PauseReplayRequest.newBuilder().setName(name).build();
    var paused = gateway.replays().pauseReplay(pause);
    assertThat(paused.getState()).isEqualTo(Replay.State.STATE_PAUSED);
    assertThat(paused.getFollowing()).isTrue();
    assertThat(paused.getLive().getState()).isEqualTo(Live.State.STATE_PAUSED);
    assertThat(backlog(gateway)).isZero();
    store.refunds("meanwhile", 450);
    assertThat(gateway.get(name).getLive().getArrivedCount()).isEqualTo(2);

    var resume = ResumeReplayRequest.newBuilder().setName(name).build();
    var resumed = gateway.replays().resumeReplay(resume);
    assertThat(resumed.getState()).isEqualTo(Replay.State.STATE_RUNNING);
    assertThat(resumed.getLive().getState()).isEqualTo(Live.State.STATE_FOLLOWING);
    try (var _ = gateway.worker("two", 2).honest(2)) {
      var _ = await(gateway, name, replay -> replay.getLive().getActionCount() == 3);
      var _ = stop(gateway, name);
      assertThat(gateway.awaitEnd(name).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
    }
    assertThat(live(gateway, name).getChangedCount()).isEqualTo(2);
    assertThat(reason(() -> gateway.replays().pauseReplay(pause))).isEqualTo("WRONG_STATE");

    var old =
        "UPDATE gateway.replay SET end_time = end_time - interval '91 days' WHERE live_of IS ";
    var replays = gateway.service().bean(ReplayStore.class);
    assertThat(hindcast.control.update(old + "NULL", Binder.NONE)).isEqualTo(1);
    assertThat(replays.deleteEnded(Duration.ofDays(90), 10)).isZero();
    assertThat(hindcast.control.update(old + "NOT NULL", Binder.NONE)).isEqualTo(1);
    assertThat(replays.deleteEnded(Duration.ofDays(90), 10)).isEqualTo(1);
    for (var table : List.of("change", "live_slice", "following", "replay_shard", "replay")) {
      assertThat(hindcast.count("SELECT count(*) FROM gateway." + table)).isZero();
    }
  }

  @Test
  void aSliceThatNobodyCanJudgeEndsFollowingOnceTheOthersAreJudged() {
    var gateway = gateway();
    var branch = branch("poisoned");
    String name;
    try (var _ = gateway.worker("one", 2).honest(2)) {
      name = follow(gateway, branch).getName();
      var _ = await(gateway, name, Replay::getFollowing);
    }
    store.refunds("live", 400);
    var _ = await(gateway, name, replay -> replay.getLive().getSliceCount() == 1);
    store.refunds("live-too", 450);
    var _ = await(gateway, name, replay -> replay.getLive().getSliceCount() == 2);
    try (var worker = gateway.worker("two", 1)) {
      var tries = 0;
      for (var done = 0; done < 1 || tries < 3; ) {
        worker.offer(1);
        var assignment = worker.assignment();
        if (assignment.getLease().getShard() == 0) {
          tries++;
          worker.failure(assignment.getLease(), Cause.CAUSE_UNSPECIFIED, "cannot be read");
        } else {
          done++;
          worker.complete(assignment);
        }
      }
      // With its stream open: a worker that goes away would be the last failure.
      var _ = gateway.awaitEnd(name);
    }
    var ended = gateway.get(name);
    assertThat(ended.getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
    assertThat(ended.getLive().getState()).isEqualTo(Live.State.STATE_FAILED);
    assertThat(ended.getLive().getFailureReason()).isEqualTo("SHARD_FAILED");
    assertThat(ended.getLive().getFailure()).contains("shard 0 (actions from ", "cannot be read");
    assertThat(ended.getLive().getDoneSliceCount()).isEqualTo(1);
    assertThat(live(gateway, name).getComplete()).isFalse();
    assertThat(arrived(gateway, name, "", 10).getChangesList())
        .extracting(Change::getWorkflowId)
        .containsExactly("live-too");
  }
}
