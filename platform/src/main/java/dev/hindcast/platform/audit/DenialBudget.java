package dev.hindcast.platform.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many denials are written: anybody can cause them, and each costs a turn at the log. Those
 * over the budget are counted, and the next one that is written tells how many. Thread-safe.
 */
public final class DenialBudget {
  /** At once. */
  static final int BURST = 100;

  /** After which one more may be written. */
  static final Duration PACE = Duration.ofMillis(200);

  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private long left = BURST;
  private Instant filled;
  private long suppressed;

  /** A full budget. */
  public DenialBudget(InstantSource clock) {
    this.clock = clock;
    this.filled = clock.instant();
  }

  /**
   * Asks for one.
   *
   * @return how many were only counted since the last one that was written; empty: count this one
   *     too
   */
  public OptionalLong take() {
    lock.lock();
    try {
      refill();
      if (left == 0) {
        suppressed++;
        return OptionalLong.empty();
      }
      left--;
      var before = suppressed;
      suppressed = 0;
      return OptionalLong.of(before);
    } finally {
      lock.unlock();
    }
  }

  private void refill() {
    var now = clock.instant();
    var more = Duration.between(filled, now).dividedBy(PACE);
    if (more > 0) {
      left = Math.min(BURST, left + more);
      filled = left == BURST ? now : filled.plus(PACE.multipliedBy(more));
    }
  }
}
