package dev.hindcast.gateway.lease;

import dev.hindcast.gateway.chore.Chore;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Takes back leases that ran out. */
@Singleton
final class LeaseReaper implements Chore {
  private final LeaseStore store;
  private final WorkSignal signal;
  private final LeaseMetrics metrics;

  LeaseReaper(LeaseStore store, WorkSignal signal, LeaseMetrics metrics) {
    this.store = store;
    this.signal = signal;
    this.metrics = metrics;
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
    var expired = store.reap();
    if (expired > 0) {
      metrics.expired(expired);
      signal.wake();
    }
    // One that was leased while its replay was being paused.
    metrics.paused(store.giveBackPaused());
  }
}
