package dev.hindcast.gateway.lease;

import dev.hindcast.gateway.chore.Chore;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Takes back leases that ran out, and ends replays with a shard that nobody could finish. */
@Singleton
final class LeaseReaper implements Chore {
  private final LeaseStore store;
  private final ShardReturns returns;
  private final WorkSignal signal;

  LeaseReaper(LeaseStore store, ShardReturns returns, WorkSignal signal) {
    this.store = store;
    this.returns = returns;
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
    for (var shard : store.exhausted()) {
      returns.exhausted(shard.replay(), shard.shard(), shard.attempts(), shard.detail());
    }
  }
}
