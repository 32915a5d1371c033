package dev.hindcast.branch.expiry;

import dev.hindcast.branch.branch.Branch;
import dev.hindcast.branch.branch.BranchRemoval;
import dev.hindcast.branch.branch.BranchStore;
import dev.hindcast.branch.branch.DeleteCause;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Discards branches whose time is over. Safe to run in several processes at once: the one that puts
 * the intent on record discards the branch.
 *
 * <p>Each sweep asks the clock anew and remembers nothing, so a clock that jumps back and forth
 * delays or hurries an expiry but never repeats or loses one.
 */
@Singleton
public final class ExpirySweep {
  private static final Logger log = LoggerFactory.getLogger(ExpirySweep.class);
  private static final int BATCH = 100;

  private final BranchStore branches;
  private final BranchRemoval removal;
  private final Clock clock;

  /** All parts are safe for several threads. */
  public ExpirySweep(BranchStore branches, BranchRemoval removal, Clock clock) {
    this.branches = branches;
    this.removal = removal;
    this.clock = clock;
  }

  /**
   * Discards up to a hundred; the next sweep takes the rest. Returns how many this one discarded.
   */
  public int run() {
    int discarded = 0;
    for (var branch : branches.expired(clock.instant(), BATCH)) {
      discarded += discard(branch) ? 1 : 0;
    }
    return discarded;
  }

  /** One branch whose store does not answer must not keep the others alive. */
  private boolean discard(Branch branch) {
    try {
      var intended = removal.intend(branch, DeleteCause.EXPIRED);
      if (intended.isEmpty()) {
        return false;
      }
      var left = removal.finish(intended.get());
      log.info("{} expired at {} and is {}", branch.name(), branch.expireTime(), left.state());
      return !left.state().isLive();
    } catch (RuntimeException e) {
      log.warn("{} expired and is left to the reconciler", branch.name(), e);
      return false;
    }
  }
}
