package dev.hindcast.worker.stream;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The heartbeat of one session: as often as the worker's setting says, and never so seldom that a
 * lease of the gateway runs out because one was lost. Thread-safe.
 */
final class Pulse implements AutoCloseable {
  private static final int BEATS_IN_A_LEASE = 3;

  private final ScheduledExecutorService timer;
  private Duration interval;
  private Runnable beat;
  private Future<?> beats;
  private boolean closed;

  /**
   * @param interval between two heartbeats, unless the gateway's leases are short
   */
  Pulse(ScheduledExecutorService timer, Duration interval) {
    this.timer = requireNonNull(timer);
    this.interval = requireNonNull(interval);
  }

  /** Begins to beat. Called once. */
  synchronized void start(Runnable each) {
    beat = requireNonNull(each);
    schedule();
  }

  /** A lease holds so long without a heartbeat. */
  synchronized void keep(Duration lease) {
    var needed = lease.dividedBy(BEATS_IN_A_LEASE);
    if (needed.compareTo(interval) < 0) {
      interval = needed;
      if (beats != null) {
        schedule();
      }
    }
  }

  private void schedule() {
    if (closed) {
      return;
    }
    if (beats != null) {
      beats.cancel(false);
    }
    long millis = Math.max(1, interval.toMillis());
    beats = timer.scheduleAtFixedRate(beat, millis, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (beats != null) {
      beats.cancel(false);
    }
  }
}
