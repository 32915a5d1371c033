package dev.hindcast.gateway.lease;

import dev.hindcast.gateway.branch.Branches;
import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.gateway.replay.ReplayFailure;
import dev.hindcast.gateway.replay.ReplayName;
import dev.hindcast.gateway.replay.ReplayStore;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a shard that a worker could not finish: another try, or the replay's end. */
@Singleton
public final class ShardReturns {
  private static final Logger log = LoggerFactory.getLogger(ShardReturns.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration BRANCH_PAUSE = Duration.ofMillis(500);

  private final LeaseStore leases;
  private final ReplayStore replays;
  private final Branches branches;
  private final BranchLogins logins;
  private final WorkSignal signal;

  ShardReturns(
      LeaseStore leases,
      ReplayStore replays,
      Branches branches,
      BranchLogins logins,
      WorkSignal signal) {
    this.leases = leases;
    this.replays = replays;
    this.branches = branches;
    this.logins = logins;
    this.signal = signal;
  }

  /** A worker gave a shard back. Nothing happens if its lease does not hold any more. */
  public void failed(WorkerSession session, ShardLease lease, FailureCause cause, String detail) {
    var _ = session.remove(lease);
    log.info("shard {} of {} failed: {}: {}", lease.shard(), lease.replay(), cause, detail);
    switch (cause) {
      case SHUTDOWN -> {
        var _ = giveBack(lease, false, Duration.ZERO, detail);
      }
      case WORKER_FAULT -> {
        var _ = giveBack(lease, true, FIRST_PAUSE, detail);
      }
      case BRANCH_UNREACHABLE -> branchUnreachable(lease, detail);
      case AUDIT_FAILED -> {
        if (giveBack(lease, true, FIRST_PAUSE, detail)) {
          end(lease.replay(), ReplayFailure.AUDIT_FAILED, detail);
        }
      }
      case BUNDLE_UNUSABLE -> {
        if (giveBack(lease, true, FIRST_PAUSE, detail)) {
          end(
              lease.replay(),
              ReplayFailure.BUNDLE_UNUSABLE,
              "a bundle in the branch cannot be used: " + detail);
        }
      }
    }
  }

  /** The branch did not open. It may be gone, which ends the replay, or be back in a moment. */
  void branchUnreachable(ShardLease lease, String detail) {
    var replay = replays.find(lease.replay()).orElseThrow();
    logins.forget(replay.branch());
    Optional<String> gone;
    boolean usable;
    try {
      var facts = branches.get(replay.branch());
      gone = facts.goneFor(replay.forkPoint());
      usable = facts.usable();
    } catch (RuntimeException e) {
      log.warn("nobody says what became of {}", replay.branch(), e);
      var _ = giveBack(lease, false, BRANCH_PAUSE, detail);
      return;
    }
    // A branch that is being set back is no fault of the shard.
    if (giveBack(lease, usable || gone.isPresent(), BRANCH_PAUSE, detail)) {
      gone.ifPresent(word -> branchGone(replay, word));
    }
  }

  /**
   * Ends a replay whose branch went away.
   *
   * @param state of the branch
   */
  void branchGone(Replay replay, String state) {
    end(
        replay.name(),
        ReplayFailure.BRANCH_NOT_USABLE,
        replay.branch()
            + " is "
            + state
            + ": it went before its replay was done; start another one on a new branch");
  }

  private boolean giveBack(ShardLease lease, boolean counted, Duration delay, String detail) {
    var attempts = leases.giveBack(lease, counted, delay, detail);
    attempts
        .filter(tried -> tried >= LeaseStore.MOST_ATTEMPTS)
        .ifPresent(tried -> exhausted(lease.replay(), lease.shard(), tried, detail));
    signal.wake();
    return attempts.isPresent();
  }

  void exhausted(String replay, int shard, int attempts, String detail) {
    end(
        replay,
        ReplayFailure.SHARD_FAILED,
        "shard " + shard + " failed " + attempts + " times, at last with: " + detail);
  }

  private void end(String replay, String reason, String text) {
    if (replays.end(replay, Optional.of(new ReplayFailure(reason, text)))) {
      log.warn("{} failed: {}: {}", ReplayName.resource(replay), reason, text);
    }
  }
}
