package dev.hindcast.gateway.lease;

import dev.hindcast.gateway.chore.Chore;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Takes back leases that ran out. */
@Singleton
final class LeaseReaper implements Chore {
  private final LeaseStore store;
  private final WorkSignal signal;

  LeaseReaper(LeaseStore store, WorkSignal signal) {
    this.store = store;
    this.signal = signal;
  }

  @Override
  public String name() {
    return "lease-reaper";
  }

  @Override
  public Duration every() {
    return Duration.ofMillis(500);
  }

  @Override
  public void run() {
    if (store.reap() > 0) {
      signal.wake();
    }
    // One that was leased while its replay was being paused.
    var _ = store.giveBackPaused();
  }
}
