package dev.hindcast.gateway.lease;

import dev.hindcast.gateway.branch.Branches;
import dev.hindcast.gateway.chore.Chore;
import dev.hindcast.gateway.replay.ReplayStore;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the branches of running replays alive. Every gateway does it for all, so none is missed; if
 * all of them die, the hold runs out and the branch expires in its own time. A branch that is gone
 * already ends its replay elsewhere ({@link BranchWatch}, or its workers).
 */
@Singleton
final class BranchHold implements Chore {
  private static final Logger log = LoggerFactory.getLogger(BranchHold.class);

  private final ReplayStore replays;
  private final Branches branches;
  private final Duration every;

  /** Twice a lease's time is soon enough: a hold lasts for many. */
  BranchHold(ReplayStore replays, Branches branches, LeaseDuration lease) {
    this.replays = replays;
    this.branches = branches;
    this.every = min(lease.value().multipliedBy(2), Branches.HOLD.dividedBy(6));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  @Override
  public String name() {
    return "branch-hold";
  }

  @Override
  public Duration every() {
    return every;
  }

  @Override
  public void run() {
    for (var running : replays.open()) {
      try {
        branches.hold(running.branch(), running.replay(), Branches.HOLD);
      } catch (RuntimeException e) {
        log.debug("{} cannot be held for {} now", running.branch(), running.replay(), e);
      }
    }
  }
}
