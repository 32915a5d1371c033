package dev.hindcast.branch.expiry;

import dev.hindcast.branch.branch.Branch;
import dev.hindcast.branch.branch.BranchRemoval;
import dev.hindcast.branch.branch.BranchStore;
import dev.hindcast.branch.branch.DeleteCause;
import dev.hindcast.branch.store.PerStore;
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
  private final PerStore perStore = PerStore.ofSweeps();

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
   * The intents first, all of them: from then on the reconciler goes on where a store is silent.
   */
  public int run() {
    warn();
    var intended =
        branches.expired(clock.instant(), BATCH).stream()
            .flatMap(branch -> removal.intend(branch, DeleteCause.EXPIRED).stream())
            .toList();
    return (int)
        perStore.run(intended, branch -> branch.name().store(), this::discard).stream()
            .filter(gone -> gone)
            .count();
  }

  private void warn() {
    var now = clock.instant();
    for (var branch : branches.unwarned(now.plus(warning.ahead()), BATCH)) {
      if (branches.warn(branch, now)) {
        log.info("{} expires at {}", branch.name(), branch.expireTime());
      }
    }
  }

  private boolean discard(Branch intended) {
    var left = removal.finish(intended);
    log.info("{} expired at {} and is {}", intended.name(), intended.endTime(), left.state());
    return !left.state().isLive();
  }
}
