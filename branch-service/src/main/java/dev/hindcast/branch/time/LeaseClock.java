package dev.hindcast.branch.time;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time that the lives of branches are counted in. It is the control database's, one for all
 * services that share it, and it runs on by this machine's monotonic counter between looks at it.
 *
 * <p>A clock that jumps must not end every branch at once, nor let them live for ever. So a
 * reference that suddenly differs by more than {@link #TOLERANCE}, ahead or back, is not believed
 * at first: time runs on as before. If it comes back, nothing happened. If it stays where it is for
 * the settling time, it is believed: then the old time was wrong, or the machine slept. This
 * machine's own clock counts once, at the start: of the two the earlier is taken, and the other
 * must settle like any jump.
 *
 * <p>What it cannot tell: a service that is started while both clocks are wrong takes their time.
 *
 * <p>Thread-safe. A reference that does not answer is asked again later.
 */
public final class LeaseClock extends Clock {
  /** A reference that differs by no more is simply followed. */
  static final Duration TOLERANCE = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(LeaseClock.class);
  private static final Duration LOOK_AFTER = Duration.ofSeconds(15);

  private final InstantSource reference;
  private final LongSupplier nanos;
  private final Duration settling;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile Base base;
  private volatile long lastLook;
  private Jump jump;

  private record Base(Instant time, long nanos) {}

  private record Jump(Duration by, long since) {}

  /**
   * Asks the reference at once.
   *
   * @param reference the shared clock
   * @param own this machine's clock
   * @param nanos counts nanoseconds, never jumps
   * @param settling how long a jump must last to be believed
   */
  public LeaseClock(
      InstantSource reference, InstantSource own, LongSupplier nanos, Duration settling) {
    this.reference = requireNonNull(reference);
    this.nanos = requireNonNull(nanos);
    this.settling = requireNonNull(settling);
    var shared = reference.instant();
    var mine = own.instant();
    this.lastLook = nanos.getAsLong();
    this.base = new Base(mine.isBefore(shared) ? mine : shared, lastLook);
  }

  @Override
  public Instant instant() {
    if (nanos.getAsLong() - lastLook >= LOOK_AFTER.toNanos() && looking.tryLock()) {
      try {
        look();
      } finally {
        looking.unlock();
      }
    }
    return at(nanos.getAsLong());
  }

  private Instant at(long count) {
    var from = base;
    return from.time().plusNanos(count - from.nanos());
  }

  private void look() {
    Instant shared;
    try {
      shared = reference.instant();
    } catch (RuntimeException e) {
      log.debug("the reference clock does not answer; time runs on by itself", e);
      return;
    } finally {
      lastLook = nanos.getAsLong();
    }
    var count = lastLook;
    var by = Duration.between(at(count), shared);
    if (by.abs().compareTo(TOLERANCE) <= 0) {
      base = new Base(shared, count);
      jump = null;
    } else if (jump == null || by.minus(jump.by()).abs().compareTo(TOLERANCE) > 0) {
      log.warn("the control database's clock jumped by {}; believed if it lasts {}", by, settling);
      jump = new Jump(by, count);
    } else if (count - jump.since() >= settling.toNanos()) {
      log.error("the control database's clock jumped by {} and stays there: now it counts", by);
      base = new Base(shared, count);
      jump = null;
    }
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  /** Only instants are asked of it. */
  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(instant(), zone);
  }
}
