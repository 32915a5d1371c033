package dev.hindcast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.replay.v1.CancelReplayRequest;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.WatchReplayRequest;
import dev.hindcast.proto.worker.v1.ShardFailure.Cause;
import dev.hindcast.testkit.Await;
import dev.hindcast.testkit.Errors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Leases, epochs and everything that goes wrong between workers and gateways. */
class WorkIT {
  private final Hindcast hindcast = new Hindcast();

  @AfterEach
  void close() {
    hindcast.close();
  }

  private long changes(String replay) {
    return hindcast.count(
        "SELECT count(*) FROM gateway.change JOIN gateway.replay USING (replay_id) WHERE name = '"
            + replay.substring("replays/".length())
            + "'");
  }

  /** What an undisturbed replay of the branch finds. */
  private String quietDigest(Hindcast.Gateway gateway, String branch) {
    try (var worker = gateway.worker("quiet", 2).honest(2)) {
      var name = gateway.awaitEnd(gateway.start(branch, 3).getName()).getName();
      assertThat(worker.broken).isNotDone();
      return gateway.diff(name).getDigest();
    }
  }

  @Test
  void anAnswerUnderAnOldEpochIsRefusedAndNeverSeen() {
    var gateway = hindcast.gateway();
    var branch = hindcast.branch("fenced");
    var name = gateway.start(branch, 1).getName();
    var first = gateway.worker("one", 1);
    first.offer(1);
    var lost = first.assignment();
    var judged = JudgedShard.of(lost);
    first.batch(lost.getLease(), 0, judged);
    first.ack();

    // The same worker comes back over another stream: what it held before is not its own any more.
    try (var second = gateway.worker("one", 1)) {
      second.offer(1);
      var current = second.assignment();
      assertThat(current.getLease().getEpoch()).isEqualTo(lost.getLease().getEpoch() + 1);
      assertThat(first.broken).succeedsWithin(Duration.ofSeconds(10));

      second.batch(lost.getLease(), 1, judged);
      assertThat(second.revocation().getLease()).isEqualTo(lost.getLease());
      second.summary(lost.getLease(), 1, judged);
      assertThat(second.revocation().getLease()).isEqualTo(lost.getLease());
      assertThat(gateway.get(name).getProgress().getDoneShardCount()).isZero();

      second.complete(current);
    }
    assertThat(gateway.awaitEnd(name).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
    assertThat(changes(name)).isEqualTo(gateway.diff(name).getChangedCount());
    assertThat(hindcast.count("SELECT count(*) FROM gateway.change WHERE epoch = 1")).isZero();
    assertThat(gateway.diff(name).getDigest()).isEqualTo(quietDigest(gateway, branch));
  }

  @Test
  void aSilentWorkerLosesItsLeaseAndIsTold() {
    var gateway = hindcast.gateway(Duration.ofSeconds(1));
    var name = gateway.start(hindcast.branch("silent"), 1).getName();
    try (var silent = gateway.worker("silent", 1);
        var other = gateway.worker("other", 1)) {
      silent.offer(1);
      var lost = silent.assignment();
      other.offer(1);
      var current = other.assignment();
      assertThat(current.getLease().getEpoch()).isEqualTo(2);
      assertThat(silent.revocation().getLease()).isEqualTo(lost.getLease());
      silent.heartbeat(lost.getLease());
      assertThat(silent.revocation().getLease()).isEqualTo(lost.getLease());
      other.complete(current);
    }
    assertThat(gateway.awaitEnd(name).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
  }

  @Test
  void aWorkerIsToldHowLongALeaseHolds() {
    try (var worker = hindcast.gateway(Duration.ofMillis(1_500)).worker("new", 1)) {
      assertThat(worker.welcome)
          .succeedsWithin(Duration.ofSeconds(10))
          .extracting(welcome -> welcome.getLeaseDuration())
          .returns(1L, lease -> lease.getSeconds())
          .returns(500_000_000, lease -> lease.getNanos());
    }
  }

  @Test
  void heartbeatsKeepALease() throws InterruptedException {
    var gateway = hindcast.gateway(Duration.ofSeconds(1));
    var name = gateway.start(hindcast.branch("alive"), 1).getName();
    try (var worker = gateway.worker("alive", 1)) {
      worker.offer(1);
      var assignment = worker.assignment();
      for (var i = 0; i < 8; i++) {
        worker.heartbeat(assignment.getLease());
        assertThat(worker.hearsNothing(Duration.ofMillis(300))).isTrue();
      }
      worker.complete(assignment);
    }
    assertThat(gateway.awaitEnd(name).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
    assertThat(hindcast.count("SELECT max(attempts) FROM gateway.replay_shard")).isEqualTo(1);
  }

  @Test
  void theShardOfADeadWorkerGoesToAnotherAtOnce() {
    var gateway = hindcast.gateway();
    var branch = hindcast.branch("dead");
    var name = gateway.start(branch, 1).getName();
    var dying = gateway.worker("dying", 1);
    dying.offer(1);
    var lost = dying.assignment();
    dying.batch(lost.getLease(), 0, JudgedShard.of(lost));
    dying.ack();
    try (var other = gateway.worker("other", 1)) {
      other.offer(1);
      dying.die();
      other.complete(other.assignment());
    }
    assertThat(gateway.awaitEnd(name).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
    assertThat(changes(name)).isEqualTo(gateway.diff(name).getChangedCount());
    assertThat(gateway.diff(name).getDigest()).isEqualTo(quietDigest(gateway, branch));
  }

  @Test
  void aReplaySurvivesTheRestartOfItsGateway() {
    var gateway = hindcast.gateway();
    var branch = hindcast.branch("restarted");
    var name = gateway.start(branch, 3).getName();
    var worker = gateway.worker("one", 2);
    worker.offer(1);
    worker.complete(worker.assignment());
    worker.offer(1);
    var open = worker.assignment();
    worker.batch(open.getLease(), 0, JudgedShard.of(open));
    worker.ack();
    var watch =
        gateway.replays().watchReplay(WatchReplayRequest.newBuilder().setName(name).build());
    assertThat(watch.hasNext()).isTrue();
    gateway.service().close();
    assertThat(worker.broken).succeedsWithin(Duration.ofSeconds(10));
    assertThat(Errors.of(() -> watch.forEachRemaining(_ -> {})).getReason())
        .isEqualTo("DEPENDENCY_UNAVAILABLE");

    var next = hindcast.gateway();
    assertThat(next.get(name).getProgress().getDoneShardCount()).isEqualTo(1);
    assertThat(hindcast.count("SELECT count(*) FROM gateway.replay_shard WHERE state = 'LEASED'"))
        .isZero();
    try (var again = next.worker("one", 2).honest(2)) {
      assertThat(next.awaitEnd(name).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
      assertThat(again.broken).isNotDone();
    }
    assertThat(changes(name)).isEqualTo(next.diff(name).getChangedCount());
    assertThat(next.diff(name).getDigest()).isEqualTo(quietDigest(next, branch));
    // A gateway that goes down is no fault of the shards.
    assertThat(hindcast.count("SELECT max(attempts) FROM gateway.replay_shard")).isEqualTo(1);
  }

  @Test
  void aCancelledReplayStopsItsWorkersAndLeavesNothing() {
    var gateway = hindcast.gateway();
    var name = gateway.start(hindcast.branch("cancelled"), 2).getName();
    try (var worker = gateway.worker("one", 2)) {
      worker.offer(1);
      worker.complete(worker.assignment());
      worker.offer(1);
      var open = worker.assignment();
      var judged = JudgedShard.of(open);
      worker.batch(open.getLease(), 0, judged);
      worker.ack();
      var request = CancelReplayRequest.newBuilder().setName(name).build();
      var started = System.nanoTime();
      assertThat(gateway.replays().cancelReplay(request).getState())
          .isEqualTo(Replay.State.STATE_CANCELLED);
      assertThat(worker.revocation().getLease()).isEqualTo(open.getLease());
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(1));
      worker.batch(open.getLease(), 1, judged);
      assertThat(worker.revocation().getLease()).isEqualTo(open.getLease());
      assertThat(changes(name)).isZero();
      assertThat(gateway.replays().cancelReplay(request)).isEqualTo(gateway.get(name));
      assertThat(gateway.diff(name).getComplete()).isFalse();
    }
  }

  @Test
  void watchersSeeEveryStateUpToTheLast() {
    var gateway = hindcast.gateway();
    var name = gateway.start(hindcast.branch("watched"), 2).getName();
    var watch =
        gateway.replays().watchReplay(WatchReplayRequest.newBuilder().setName(name).build());
    assertThat(watch.next().getState()).isEqualTo(Replay.State.STATE_RUNNING);
    try (var worker = gateway.worker("one", 2)) {
      worker.offer(1);
      var assignment = worker.assignment();
      var leased = watch.next();
      assertThat(leased.getProgress().getWorkerCount()).isEqualTo(1);
      worker.complete(assignment);
      assertThat(watch.next().getProgress().getDoneShardCount()).isEqualTo(1);
      worker.offer(1);
      worker.complete(worker.assignment());
      var rest = new ArrayList<Replay>();
      watch.forEachRemaining(rest::add);
      assertThat(rest.getLast().getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
    }
    var late = gateway.replays().watchReplay(WatchReplayRequest.newBuilder().setName(name).build());
    assertThat(late.next().getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
    assertThat(late.hasNext()).isFalse();
    assertThat(
            Errors.of(
                    () ->
                        gateway
                            .replays()
                            .watchReplay(
                                WatchReplayRequest.newBuilder().setName("replays/none").build())
                            .next())
                .getReason())
        .isEqualTo("RESOURCE_NOT_FOUND");
  }

  @Test
  void twoGatewaysShareOneReplay() {
    var one = hindcast.gateway();
    var two = hindcast.gateway();
    var branch = hindcast.branch("shared");
    try (var left = one.worker("left", 1);
        var right = two.worker("right", 1)) {
      var name = one.start(branch, 2).getName();
      right.offer(1);
      var atTwo = right.assignment();
      left.offer(1);
      var atOne = left.assignment();
      assertThat(atOne.getLease().getShard()).isNotEqualTo(atTwo.getLease().getShard());
      assertThat(one.get(name).getProgress().getWorkerCount()).isEqualTo(2);
      left.complete(atOne);
      right.complete(atTwo);
      assertThat(one.awaitEnd(name)).isEqualTo(two.awaitEnd(name));
      assertThat(one.diff(name)).isEqualTo(two.diff(name));
      assertThat(two.diff(name).getDigest()).isEqualTo(quietDigest(one, branch));

      // Cancelled at one, revoked at the other.
      right.offer(1);
      var cancelled = one.start(branch, 1).getName();
      var open = right.assignment();
      var _ =
          one.replays().cancelReplay(CancelReplayRequest.newBuilder().setName(cancelled).build());
      assertThat(right.revocation().getLease()).isEqualTo(open.getLease());
    }
  }

  @Test
  void whatComesTwiceIsStoredOnce() {
    var gateway = hindcast.gateway();
    var name = gateway.start(hindcast.branch("twice"), 1).getName();
    try (var worker = gateway.worker("one", 1)) {
      worker.offer(1);
      var lease = worker.assignment();
      var judged = JudgedShard.of(lease);
      for (var i = 0; i < 2; i++) {
        worker.batch(lease.getLease(), 0, judged);
        assertThat(worker.ack().getSequence()).isZero();
      }
      assertThat(changes(name)).isEqualTo(judged.changes().size());
      for (var i = 0; i < 2; i++) {
        worker.summary(lease.getLease(), 1, judged);
        assertThat(worker.ack().getSequence()).isEqualTo(1);
      }
      assertThat(gateway.awaitEnd(name).getProgress().getActionCount()).isEqualTo(200);
      assertThat(changes(name)).isEqualTo(judged.changes().size());
    }
  }

  @Test
  void aSummaryThatDoesNotFitItsBatchesIsRefusedAndTheShardTriedAgain() {
    var gateway = hindcast.gateway();
    var name = gateway.start(hindcast.branch("misfit"), 1).getName();
    try (var worker = gateway.worker("one", 1)) {
      worker.offer(1);
      var lease = worker.assignment();
      var judged = JudgedShard.of(lease);
      worker.summary(lease.getLease(), 0, judged);
      assertThat(worker.revocation().getLease()).isEqualTo(lease.getLease());
      worker.offer(1);
      var again = worker.assignment();
      worker.batch(again.getLease(), 3, judged);
      assertThat(worker.revocation().getLease()).isEqualTo(again.getLease());
      worker.offer(1);
      worker.complete(worker.assignment());
    }
    assertThat(gateway.awaitEnd(name).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
    assertThat(changes(name)).isEqualTo(gateway.diff(name).getChangedCount());
  }

  @Test
  void aShardThatFailsAgainAndAgainFailsItsReplay() {
    var gateway = hindcast.gateway();
    var name = gateway.start(hindcast.branch("poison"), 2).getName();
    try (var worker = gateway.worker("one", 2)) {
      worker.offer(1);
      worker.complete(worker.assignment());
      for (var i = 0; i < 3; i++) {
        worker.offer(1);
        var lease = worker.assignment();
        if (i == 0) {
          worker.failure(lease.getLease(), Cause.CAUSE_SHUTDOWN, "not counted");
          worker.offer(1);
          lease = worker.assignment();
        }
        worker.failure(lease.getLease(), Cause.CAUSE_UNSPECIFIED, "out of memory");
      }
      // Before the stream closes: a worker that goes is a cause of its own.
      var failed = gateway.awaitEnd(name);
      assertThat(failed.getState()).isEqualTo(Replay.State.STATE_FAILED);
      assertThat(failed.getFailureReason()).isEqualTo("SHARD_FAILED");
      assertThat(failed.getFailure())
          .contains("shard 1", "actions from", "3 times", "out of memory");
    }
    assertThat(changes(name)).isZero();
  }

  @Test
  void aShardWhoseWorkersAllDieFailsItsReplay() {
    var gateway = hindcast.gateway();
    var name = gateway.start(hindcast.branch("deadly"), 1).getName();
    for (var i = 0; i < 3; i++) {
      var worker = gateway.worker("victim-" + i, 1);
      worker.offer(1);
      var _ = worker.assignment();
      worker.die();
    }
    assertThat(gateway.awaitEnd(name).getFailureReason()).isEqualTo("SHARD_FAILED");
  }

  @Test
  void anUnusableBundleFailsTheReplayAtOnce() {
    var gateway = hindcast.gateway();
    var name = gateway.start(hindcast.branch("unusable"), 2).getName();
    try (var worker = gateway.worker("one", 1)) {
      worker.offer(1);
      worker.failure(
          worker.assignment().getLease(), Cause.CAUSE_BUNDLE_UNUSABLE, "the candidate is missing");
      var failed = gateway.awaitEnd(name);
      assertThat(failed.getFailureReason()).isEqualTo("BUNDLE_UNUSABLE");
      assertThat(failed.getFailure()).contains("the candidate is missing");
    }
  }

  @Test
  void anUnreachableBranchIsTriedAgainUnlessItIsGone() {
    var gateway = hindcast.gateway();
    var branch = hindcast.branch("flaky");
    var name = gateway.start(branch, 1).getName();
    try (var worker = gateway.worker("one", 1)) {
      worker.offer(1);
      worker.failure(
          worker.assignment().getLease(), Cause.CAUSE_BRANCH_UNREACHABLE, "no connection");
      worker.offer(1);
      var again = worker.assignment();
      assertThat(again.getLease().getEpoch()).isEqualTo(2);
      hindcast.branches.expire(branch);
      worker.failure(again.getLease(), Cause.CAUSE_BRANCH_UNREACHABLE, "no connection");
    }
    var failed = gateway.awaitEnd(name);
    assertThat(failed.getFailureReason()).isEqualTo("BRANCH_NOT_USABLE");
    assertThat(failed.getFailure()).contains(branch, "expired");
  }

  @Test
  void aFullBranchCountsAsNoAttempt() {
    var gateway = hindcast.gateway();
    var name = gateway.start(hindcast.branch("full"), 1).getName();
    try (var worker = gateway.worker("one", 1)) {
      for (int attempt = 1; attempt <= 5; attempt++) {
        worker.offer(1);
        var lease = worker.assignment().getLease();
        assertThat(lease.getEpoch()).isEqualTo(attempt);
        worker.failure(lease, Cause.CAUSE_BRANCH_FULL, "no connection is left");
      }
      worker.offer(1);
      worker.complete(worker.assignment());
    }
    assertThat(gateway.awaitEnd(name).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
  }

  @Test
  void aBranchThatExpiresBeforeAnyShardIsHandedOutEndsItsReplay() {
    var gateway = hindcast.gateway();
    var branch = hindcast.branch("early");
    var name = gateway.start(branch, 1).getName();
    hindcast.branches.expire(branch);
    try (var worker = gateway.worker("one", 1)) {
      worker.offer(1);
      assertThat(gateway.awaitEnd(name).getFailureReason()).isEqualTo("BRANCH_NOT_USABLE");
      assertThat(worker.broken).isNotDone();
    }
  }

  @Test
  void aReplayOutlivesTheResetOfItsBranch() {
    var gateway = hindcast.gateway();
    var branch = hindcast.branch("reset");
    var name = gateway.start(branch, 1).getName();
    hindcast.branches.state(branch, Branch.State.STATE_RESETTING);
    var asked = hindcast.branches.gets.get();
    try (var worker = gateway.worker("one", 1)) {
      worker.offer(1);
      Await.until(
          "asked for twice",
          Duration.ofSeconds(10),
          () -> hindcast.branches.gets.get() > asked + 2);
      hindcast.branches.state(branch, Branch.State.STATE_READY);
      worker.complete(worker.assignment());
    }
    assertThat(gateway.awaitEnd(name).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
  }

  @Test
  void theLoginOfAForkNeverOpensAnotherOfItsName() {
    var gateway = hindcast.gateway();
    var earlier = gateway.start(hindcast.branch("again"), 1).getName();
    try (var worker = gateway.worker("one", 2)) {
      worker.offer(1);
      var old = worker.assignment();
      var later = gateway.start(hindcast.branch("again"), 1).getName();
      worker.offer(1);
      var fresh = worker.assignment();
      assertThat(fresh.getLease().getReplay()).isEqualTo(later).isNotEqualTo(earlier);
      assertThat(fresh.getContext().getBranch().getDatabase())
          .isNotEqualTo(old.getContext().getBranch().getDatabase());
    }
  }

  @Test
  void aReplayThatNobodyWorksOnEndsWithItsBranch() {
    var gateway = hindcast.gateway();
    var branch = hindcast.branch("waiting");
    var name = gateway.start(branch, 1).getName();
    hindcast.branches.expire(branch);
    assertThat(gateway.awaitEnd(name).getFailureReason()).isEqualTo("BRANCH_NOT_USABLE");
  }

  @Test
  void aReplayWhoseGatewayDiedBeforeTheEndIsFinishedByAnother() {
    var gateway = hindcast.gateway();
    var branch = hindcast.branch("half");
    var digest = quietDigest(gateway, branch);
    var rows =
        hindcast.control.update("DELETE FROM gateway.replay_workflow", Binder.NONE)
            + hindcast.control.update(
                """
                UPDATE gateway.replay SET state = 'RUNNING', diff = NULL, diff_digest = '', end_time = NULL""",
                Binder.NONE);
    assertThat(rows).isGreaterThan(1);
    Await.until(
        "the sweep finishes it",
        Duration.ofSeconds(10),
        () -> hindcast.count("SELECT count(*) FROM gateway.replay WHERE state = 'SUCCEEDED'") == 1);
    assertThat(
            hindcast.control.first(
                "SELECT diff_digest FROM gateway.replay", Binder.NONE, row -> row.getString(1)))
        .contains(digest);
  }

  @Test
  void aStreamMustBeginWithHello() throws Exception {
    try (var nameless = hindcast.gateway().worker("", 1)) {
      assertThat(reason(nameless)).isEqualTo("INVALID_REQUEST");
    }
  }

  @Test
  void aWorkerOfAnotherProtocolIsSentAway() throws Exception {
    try (var newer = hindcast.gateway().workerOfVersion(2);
        var unversioned = hindcast.gateway().workerOfVersion(0)) {
      assertThat(reason(newer)).isEqualTo("NOT_SUPPORTED");
      assertThat(reason(unversioned)).isEqualTo("NOT_SUPPORTED");
    }
  }

  private static String reason(ScriptedWorker worker) throws Exception {
    var cause = worker.broken.get(10, TimeUnit.SECONDS);
    return Errors.of(
            () -> {
              throw cause;
            })
        .getReason();
  }
}
