package dev.hindcast.branch.schedule;

import com.github.kagkarlsson.scheduler.Clock;
import java.time.Instant;

/**
 * Runs on from the moment it was made, whatever happens to the machine's clock: a clock that jumped
 * ahead and back must not put the next sweep into next year. It starts from the time that leases
 * are counted in, so that processes agree whose turn it is.
 */
final class SteadyClock implements Clock {
  private final Instant start;
  private final long origin = System.nanoTime();

  SteadyClock(Instant start) {
    this.start = start;
  }

  @Override
  public Instant now() {
    return start.plusNanos(System.nanoTime() - origin);
  }
}
