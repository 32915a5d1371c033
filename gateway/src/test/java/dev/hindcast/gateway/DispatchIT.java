package dev.hindcast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.proto.replay.v1.CancelReplayRequest;
import dev.hindcast.proto.replay.v1.PauseReplayRequest;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.ResumeReplayRequest;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import dev.hindcast.proto.worker.v1.Hello;
import dev.hindcast.proto.worker.v1.ShardFailure.Cause;
import dev.hindcast.testkit.Await;
import dev.hindcast.testkit.Errors;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets which shard when: logins, shares, pauses, and gateways that go down. */
class DispatchIT {
  private final Hindcast hindcast = new Hindcast();

  @AfterEach
  void close() {
    hindcast.close();
  }

  private long attempts(String replay) {
    return hindcast.count(
        "SELECT max(attempts) FROM gateway.replay_shard JOIN gateway.replay USING (replay_id) WHERE 'replays/' || name = '"
            + replay
            + "'");
  }

  private static Replay pause(Hindcast.Gateway gateway, String name) {
    return gateway.replays().pauseReplay(PauseReplayRequest.newBuilder().setName(name).build());
  }

  private static Replay resume(Hindcast.Gateway gateway, String name) {
    return gateway.replays().resumeReplay(ResumeReplayRequest.newBuilder().setName(name).build());
  }

  @Test
  void aBranchThatNobodyAnswersForHoldsUpNoOtherAndCostsNoAttempt() throws InterruptedException {
    var gateway = hindcast.gateway(Duration.ofSeconds(1));
    var silent = hindcast.branch("silent");
    var slow = gateway.start(silent, 1).getName();
    hindcast.branches.hanging.add(silent);
    var quick = gateway.start(hindcast.branch("answering"), 2).getName();
    try (var worker = gateway.worker("one", 2)) {
      worker.offer(2);
      var first = worker.assignment();
      var second = worker.assignment();
      worker.complete(first);
      worker.complete(second);
      worker.offer(2);
      assertThat(gateway.awaitEnd(quick).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
      // Longer than a lease.
      assertThat(worker.hearsNothing(Duration.ofMillis(1_500))).isTrue();
      assertThat(attempts(slow)).isZero();
      assertThat(gateway.get(slow).getState()).isEqualTo(Replay.State.STATE_RUNNING);
    }
  }

  @Test
  void aSlotThatIsOfferedOnceOutlivesEveryLoginThatFails() {
    var gateway = hindcast.gateway();
    var name = gateway.start(hindcast.branch("locked"), 1).getName();
    hindcast.branches.loginFailures.set(4);
    try (var worker = gateway.worker("one", 1)) {
      worker.offer(1);
      var assignment = worker.assignment();
      assertThat(hindcast.branches.loginFailures).hasValue(0);
      assertThat(attempts(name)).isEqualTo(1);
      worker.complete(assignment);
      assertThat(gateway.awaitEnd(name).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
    }
  }

  @Test
  void anOfferThatWentAstrayIsMadeGoodByAHeartbeat() {
    var gateway = hindcast.gateway();
    var name = gateway.start(hindcast.branch("astray"), 1).getName();
    try (var worker = gateway.worker("one", 1)) {
      worker.heartbeatWithSlots(1);
      worker.complete(worker.assignment());
    }
    assertThat(gateway.awaitEnd(name).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
  }

  @Test
  void aSmallReplayDoesNotWaitForALargeOne() {
    var gateway = hindcast.gateway();
    var large = gateway.start(hindcast.branch("large"), 40).getName();
    try (var worker = gateway.worker("one", 1)) {
      worker.offer(1);
      worker.complete(worker.assignment());
      var small = gateway.start(hindcast.branch("small"), 3).getName();
      var others = 0;
      for (var mine = 0; mine < 3; ) {
        worker.offer(1);
        var assignment = worker.assignment();
        if (assignment.getLease().getReplay().equals(small)) {
          mine++;
        } else {
          others++;
        }
        worker.complete(assignment);
      }
      // The login of its branch may take a shard or two of the other.
      assertThat(others).isLessThan(10);
      assertThat(gateway.awaitEnd(small).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
      assertThat(gateway.get(large).getState()).isEqualTo(Replay.State.STATE_RUNNING);
    }
  }

  @Test
  void aPriorityIsKeptAndShown() {
    var gateway = hindcast.gateway();
    var request = StartReplayRequest.newBuilder().setBranch(hindcast.branch("weighted"));
    assertThat(gateway.replays().startReplay(request.setPriority(70).build()).getPriority())
        .isEqualTo(70);
    assertThat(gateway.replays().startReplay(request.setPriority(0).build()).getPriority())
        .isEqualTo(10);
    assertThat(
            Errors.of(() -> gateway.replays().startReplay(request.setPriority(101).build()))
                .getReason())
        .isEqualTo("INVALID_REQUEST");
  }

  @Test
  void aPausedReplayIsLeftAloneUntilItIsResumed() throws InterruptedException {
    var gateway = hindcast.gateway();
    var name = gateway.start(hindcast.branch("paused"), 2).getName();
    try (var worker = gateway.worker("one", 1)) {
      worker.offer(1);
      worker.complete(worker.assignment());
      worker.offer(1);
      var open = worker.assignment();
      var started = System.nanoTime();
      assertThat(pause(gateway, name).getState()).isEqualTo(Replay.State.STATE_PAUSED);
      assertThat(worker.revocation().getLease()).isEqualTo(open.getLease());
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(1));
      worker.summary(open.getLease(), 0, JudgedShard.of(open));
      assertThat(worker.revocation().getLease()).isEqualTo(open.getLease());
      worker.offer(1);
      assertThat(worker.hearsNothing(Duration.ofMillis(800))).isTrue();
      assertThat(pause(gateway, name).getEtag()).isEqualTo(gateway.get(name).getEtag());

      assertThat(resume(gateway, name).getState()).isEqualTo(Replay.State.STATE_RUNNING);
      worker.complete(worker.assignment());
    }
    assertThat(gateway.awaitEnd(name).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
    assertThat(attempts(name)).isEqualTo(1);
    assertThat(gateway.diff(name).getCoverage().getActionCount()).isEqualTo(200);
    assertThat(Errors.of(() -> pause(gateway, name)).getReason()).isEqualTo("WRONG_STATE");
    assertThat(Errors.of(() -> resume(gateway, name)).getReason()).isEqualTo("WRONG_STATE");
  }

  @Test
  void aPausedReplayCanBeCancelledAndEndsWithItsBranch() {
    var gateway = hindcast.gateway();
    var cancelled = gateway.start(hindcast.branch("first"), 1).getName();
    var _ = pause(gateway, cancelled);
    var request = CancelReplayRequest.newBuilder().setName(cancelled).build();
    assertThat(gateway.replays().cancelReplay(request).getState())
        .isEqualTo(Replay.State.STATE_CANCELLED);

    var branch = hindcast.branch("second");
    var gone = gateway.start(branch, 1).getName();
    var _ = pause(gateway, gone);
    hindcast.branches.expire(branch);
    Await.until(
        gone + " fails",
        Duration.ofSeconds(20),
        () -> gateway.get(gone).getFailureReason().equals("BRANCH_NOT_USABLE"));
  }

  @Test
  void aPoisonedShardIsSetAsideAndTheOthersAreCommittedFirst() {
    var gateway = hindcast.gateway();
    var name = gateway.start(hindcast.branch("poisoned"), 4).getName();
    try (var worker = gateway.worker("one", 1)) {
      var tries = 0;
      for (var done = 0; done < 3 || tries < 3; ) {
        worker.offer(1);
        var assignment = worker.assignment();
        if (assignment.getLease().getShard() == 1) {
          tries++;
          worker.failure(assignment.getLease(), Cause.CAUSE_UNSPECIFIED, "cannot be read");
        } else {
          done++;
          worker.complete(assignment);
        }
      }
      assertThat(tries).isEqualTo(3);
      var failed = gateway.awaitEnd(name);
      assertThat(failed.getState()).isEqualTo(Replay.State.STATE_FAILED);
      assertThat(failed.getFailureReason()).isEqualTo("SHARD_FAILED");
      assertThat(failed.getFailure())
          .contains("shard 1 (actions from ", "failed 3 times", "cannot be read");
      assertThat(failed.getProgress().getDoneShardCount()).isEqualTo(3);
      assertThat(failed.getProgress().getPoisonedShardCount()).isEqualTo(1);
      assertThat(failed.getProgress().getActionCount()).isEqualTo(150);
      var diff = gateway.diff(name);
      assertThat(diff.getComplete()).isFalse();
      assertThat(diff.getDigest()).isEmpty();
      assertThat(diff.getCoverage().getActionCount()).isEqualTo(150);
      assertThat(diff.getChangedCount()).isPositive();
    }
  }

  @Test
  void aGatewayThatGoesDownLetsWorkersFinishAndSendsThemElsewhere() {
    var gateway = hindcast.gateway(Duration.ofSeconds(10), Map.of("hindcast.gateway.drain", "20s"));
    var name = gateway.start(hindcast.branch("drained"), 2).getName();
    try (var worker = gateway.worker("one", 1);
        var idle = gateway.worker("two", 1)) {
      worker.offer(1);
      var assignment = worker.assignment();
      var stopping = Thread.ofVirtual().start(gateway.service()::close);
      worker.draining();
      assertThat(idle.broken).succeedsWithin(Duration.ofSeconds(10));
      worker.offer(1);
      worker.complete(assignment);
      assertThat(worker.broken).succeedsWithin(Duration.ofSeconds(10));
      Await.until("the gateway is down", Duration.ofSeconds(10), () -> !stopping.isAlive());
    }
    var next = hindcast.gateway();
    assertThat(next.get(name).getProgress().getDoneShardCount()).isEqualTo(1);
    assertThat(attempts(name)).isEqualTo(1);
  }

  @Test
  void aWorkerThatComesBackIsProofThatItsShardsDidItNoHarm() {
    var gateway = hindcast.gateway();
    var name = gateway.start(hindcast.branch("back"), 1).getName();
    try (var first = gateway.worker("one", 1)) {
      first.offer(1);
      for (var i = 0; i < 4; i++) {
        var worker = i == 0 ? first : comesBack(gateway);
        worker.offer(1);
        assertThat(worker.assignment().getLease().getEpoch()).isEqualTo(i + 1);
      }
      assertThat(attempts(name)).isEqualTo(1);
    }
  }

  @Test
  void aStreamThatIsCutCostsAnAttemptUntilItsWorkerIsBack() {
    var gateway = hindcast.gateway();
    var name = gateway.start(hindcast.branch("cut"), 1).getName();
    try (var other = gateway.worker("another", 1)) {
      var cut = gateway.worker("one", 1);
      for (var i = 0; i < 3; i++) {
        cut.offer(1);
        var _ = cut.assignment();
        cut.die();
        awaitShard(1, 0);
        cut = comesBack(gateway);
        awaitShard(0, 0);
      }
      // Taken by another meanwhile: forgiven all the same, and lost by that one it stays counted.
      cut.offer(1);
      var _ = cut.assignment();
      cut.die();
      other.offer(1);
      var _ = other.assignment();
      assertThat(attempts(name)).isEqualTo(2);
      try (var _ = comesBack(gateway)) {
        Await.until("forgiven", Duration.ofSeconds(10), () -> attempts(name) == 1);
      }
    }
    awaitShard(1, 0);
  }

  @Test
  void aShardThatWasPoisonedByCutStreamsIsTriedAgainWhenAWorkerIsBack() {
    var gateway = hindcast.gateway();
    var name = gateway.start(hindcast.branch("cut-often"), 2).getName();
    try (var busy = gateway.worker("busy", 1)) {
      busy.offer(1);
      var kept = busy.assignment();
      for (var i = 1; i <= 3; i++) {
        var worker = i == 3 ? gateway.worker("one", 1) : gateway.worker("victim-" + i, 1);
        worker.offer(1);
        var _ = worker.assignment();
        worker.die();
        awaitShard(i, i == 3 ? 1 : 0);
      }
      try (var back = comesBack(gateway)) {
        awaitShard(2, 0);
        back.offer(1);
        back.complete(back.assignment());
        busy.complete(kept);
        assertThat(gateway.awaitEnd(name).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
      }
    }
  }

  /** What is free has so many attempts, and so many shards are poisoned. */
  private void awaitShard(int attempts, int poisoned) {
    Await.until(
        attempts + " attempts, " + poisoned + " poisoned",
        Duration.ofSeconds(10),
        () ->
            hindcast.count(
                        "SELECT count(*) FROM gateway.replay_shard WHERE state <> 'LEASED' AND attempts = "
                            + attempts)
                    == 1
                && hindcast.count(
                        "SELECT count(*) FROM gateway.replay_shard WHERE state = 'POISONED'")
                    == poisoned);
  }

  private static ScriptedWorker comesBack(Hindcast.Gateway gateway) {
    return new ScriptedWorker(
        gateway.channel(),
        Hello.newBuilder()
            .setWorkerId("one")
            .setSlotCount(1)
            .setProtocolVersion(1)
            .setReconnected(true)
            .build());
  }
}
