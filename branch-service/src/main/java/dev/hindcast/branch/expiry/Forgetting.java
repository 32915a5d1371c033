package dev.hindcast.branch.expiry;

import dev.hindcast.branch.branch.BranchStore;
import dev.hindcast.branch.event.EventStore;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets what has been over for long: events, branches that are gone, holds whose time is up. Safe
 * to run in several processes at once.
 */
@Singleton
public final class Forgetting {
  private static final Logger log = LoggerFactory.getLogger(Forgetting.class);
  private static final int AT_ONCE = 1000;

  private final EventStore events;
  private final BranchStore branches;
  private final Retention retention;
  private final Clock clock;

  /** All parts are safe for several threads. */
  public Forgetting(EventStore events, BranchStore branches, Retention retention, Clock clock) {
    this.events = events;
    this.branches = branches;
    this.retention = retention;
    this.clock = clock;
  }

  /** Goes over all of it; returns how many branches it forgot. */
  public int run() {
    var now = clock.instant();
    var happened = events.forget(now.minus(retention.events()));
    var held = all(() -> branches.forgetHolds(now, AT_ONCE));
    var gone = all(() -> branches.forgetGone(now.minus(retention.branches()), AT_ONCE));
    log.trace("{} events and {} holds forgotten", happened, held);
    if (gone > 0) {
      log.info("{} branches that were gone for {} were forgotten", gone, retention.branches());
    }
    return gone;
  }

  // In small transactions: nobody waits for them.
  private static int all(IntSupplier some) {
    int all = 0;
    int forgotten;
    do {
      forgotten = some.getAsInt();
      all += forgotten;
    } while (forgotten == AT_ONCE);
    return all;
  }
}
