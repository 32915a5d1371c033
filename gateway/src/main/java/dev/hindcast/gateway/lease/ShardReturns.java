package dev.hindcast.gateway.lease;

import dev.hindcast.gateway.branch.Branches;
import dev.hindcast.gateway.replay.ReplayFailure;
import dev.hindcast.gateway.replay.ReplayMetrics;
import dev.hindcast.gateway.replay.ReplayName;
import dev.hindcast.gateway.replay.ReplayStore;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a shard that a worker could not finish: another try, or the replay's end. */
@Singleton
public final class ShardReturns {
  private static final Logger log = LoggerFactory.getLogger(ShardReturns.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration BRANCH_PAUSE = Duration.ofMillis(500);
  private static final int NAMED_SHARDS = 3;

  private final LeaseStore leases;
  private final ReplayStore replays;
  private final Branches branches;
  private final BranchLogins logins;
  private final WorkSignal signal;
  private final LeaseMetrics metrics;
  private final ReplayMetrics ends;

  ShardReturns(
      LeaseStore leases,
      ReplayStore replays,
      Branches branches,
      BranchLogins logins,
      WorkSignal signal,
      LeaseMetrics metrics,
      ReplayMetrics ends) {
    this.leases = leases;
    this.replays = replays;
    this.branches = branches;
    this.logins = logins;
    this.signal = signal;
    this.metrics = metrics;
    this.ends = ends;
  }

  /** A worker gave a shard back. Nothing happens if its lease does not hold any more. */
  public void failed(WorkerSession session, ShardLease lease, FailureCause cause, String detail) {
    var _ = session.remove(lease);
    log.info("shard {} of {} failed: {}: {}", lease.shard(), lease.replay(), cause, detail);
    switch (cause) {
      case SHUTDOWN -> {
        var _ = giveBack(lease, cause, false, Duration.ZERO, detail);
      }
      case WORKER_FAULT -> {
        var _ = giveBack(lease, cause, true, FIRST_PAUSE, detail);
      }
      case BRANCH_UNREACHABLE -> branchUnreachable(lease, detail);
      case BRANCH_FULL -> {
        var _ = giveBack(lease, cause, false, BRANCH_PAUSE, detail);
      }
      case AUDIT_FAILED -> {
        if (giveBack(lease, cause, true, FIRST_PAUSE, detail)) {
          end(lease.replay(), ReplayFailure.AUDIT_FAILED, detail);
        }
      }
      case BUNDLE_UNUSABLE -> {
        if (giveBack(lease, cause, true, FIRST_PAUSE, detail)) {
          end(
              lease.replay(),
              ReplayFailure.BUNDLE_UNUSABLE,
              "a bundle in the branch cannot be used: " + detail);
        }
      }
    }
  }

  /**
   * The branch may be gone, which ends the replay, or be set back, which is no fault of the shard.
   * Who is asked may be silent for long: the worker's stream does not wait for the answer.
   */
  private void branchUnreachable(ShardLease lease, String detail) {
    if (giveBack(lease, FailureCause.BRANCH_UNREACHABLE, false, BRANCH_PAUSE, detail)) {
      var _ =
          Thread.ofVirtual().name("unreachable-" + lease.replay()).start(() -> askForBranch(lease));
    }
  }

  private void askForBranch(ShardLease lease) {
    try {
      var replay = replays.find(lease.replay()).orElseThrow();
      logins.forget(replay.branch());
      var facts = branches.get(replay.branch());
      var gone = facts.goneFor(replay.forkPoint());
      if (gone.isPresent()) {
        branchGone(replay.name(), replay.branch(), gone.get());
      } else if (facts.usable()) {
        leases.count(lease);
      }
    } catch (RuntimeException e) {
      log.warn("nobody says what became of the branch of {}", lease.replay(), e);
    }
  }

  /**
   * Ends a replay whose branch went away.
   *
   * @param replay last part of its resource name
   * @param state of the branch
   */
  public void branchGone(String replay, String branch, String state) {
    end(
        replay,
        ReplayFailure.BRANCH_NOT_USABLE,
        branch
            + " is "
            + state
            + ": it went before its replay was done; start another one on a new branch");
  }

  private boolean giveBack(
      ShardLease lease, FailureCause cause, boolean counted, Duration delay, String detail) {
    var held = leases.giveBack(lease, counted, delay, detail);
    if (held) {
      metrics.returned(cause);
    }
    signal.wake();
    return held;
  }

  /**
   * Ends a replay if all that is left of it are poisoned shards.
   *
   * @param replay last part of its resource name
   */
  public void endPoisoned(String replay) {
    var poisoned = leases.poisoned(replay, NAMED_SHARDS + 1);
    if (!poisoned.isEmpty()) {
      var named = poisoned.stream().limit(NAMED_SHARDS).map(PoisonedShard::text);
      end(
          replay,
          ReplayFailure.SHARD_FAILED,
          named.collect(Collectors.joining("; "))
              + (poisoned.size() > NAMED_SHARDS ? "; and more" : ""));
    }
  }

  private void end(String replay, String reason, String text) {
    var failure = new ReplayFailure(reason, text);
    if (replays.end(replay, Optional.of(failure))) {
      ends.failed(failure);
      log.warn("{} failed: {}: {}", ReplayName.resource(replay), reason, text);
    }
  }
}
