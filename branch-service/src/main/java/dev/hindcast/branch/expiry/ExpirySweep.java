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
 * Warns of branches whose time will soon be over, once for each expiry, and discards those whose
 * time is over. Safe to run in several processes at once: the one that puts the intent on record
 * discards the branch.
 *
 * <p>Each sweep asks the clock anew and remembers nothing; what a jumping clock may do to it is
 * settled in {@link dev.hindcast.branch.time.LeaseClock}.
 */
@Singleton
public final class ExpirySweep {
  private static final Logger log = LoggerFactory.getLogger(ExpirySweep.class);
  private static final int BATCH = 100;

  private final BranchStore branches;
  private final BranchRemoval removal;
  private final ExpiryWarning warning;
  private final Clock clock;

  /** All parts are safe for several threads. */
  public ExpirySweep(
      BranchStore branches, BranchRemoval removal, ExpiryWarning warning, Clock clock) {
    this.branches = branches;
    this.removal = removal;
    this.warning = warning;
    this.clock = clock;
  }

  /**
   * Discards up to a hundred; the next sweep takes the rest. Returns how many this one discarded.
   */
  public int run() {
    warn();
    int discarded = 0;
    for (var branch : branches.expired(clock.instant(), BATCH)) {
      discarded += discard(branch) ? 1 : 0;
    }
    return discarded;
  }

  private void warn() {
    var now = clock.instant();
    for (var branch : branches.unwarned(now.plus(warning.ahead()), BATCH)) {
      if (branches.warn(branch, now)) {
        log.info("{} expires at {}", branch.name(), branch.expireTime());
      }
    }
  }

  /** One branch whose store does not answer must not keep the others alive. */
  private boolean discard(Branch branch) {
    try {
      var intended = removal.intend(branch, DeleteCause.EXPIRED);
      if (intended.isEmpty()) {
        return false;
      }
      var left = removal.finish(intended.get());
      log.info("{} expired at {} and is {}", branch.name(), branch.endTime(), left.state());
      return !left.state().isLive();
    } catch (RuntimeException e) {
      log.warn("{} expired and is left to the reconciler", branch.name(), e);
      return false;
    }
  }
}
