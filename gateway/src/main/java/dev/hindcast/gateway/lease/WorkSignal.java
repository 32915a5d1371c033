package dev.hindcast.gateway.lease;

import dev.hindcast.gateway.plan.ReplayStarted;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes the dispatcher: there is work, or somebody for it. Thread-safe. */
@Singleton
final class WorkSignal implements ReplayStarted {
  private final Semaphore permits = new Semaphore(0);

  void wake() {
    permits.release();
  }

  @Override
  public void replayStarted() {
    wake();
  }

  /** Returns when woken since the last call, or after the time; many wakes count as one. */
  void await(long millis) throws InterruptedException {
    if (permits.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
      var _ = permits.drainPermits();
    }
  }
}
