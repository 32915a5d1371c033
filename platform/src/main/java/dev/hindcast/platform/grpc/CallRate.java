package dev.hindcast.platform.grpc;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often each caller may call: so many times a second, and after a pause {@link #BURST_SECONDS}
 * times as many at once. Thread-safe.
 */
final class CallRate {
  static final int BURST_SECONDS = 5;

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long BURST = BURST_SECONDS * SECOND;

  /** Callers that are remembered before those that rest are forgotten. */
  private static final int MANY = 10_000;

  private final InstantSource clock;
  private final long pace;

  /** By caller, when all that it called would have been called at its pace. */
  private final Map<String, Long> paidUntil = new ConcurrentHashMap<>();

  /**
   * @param perSecond more than 0
   */
  CallRate(InstantSource clock, int perSecond) {
    this.clock = clock;
    this.pace = SECOND / perSecond;
  }

  /**
   * Asks for one call.
   *
   * @return how long to wait before asking again; empty: go on
   */
  Optional<Duration> take(String caller) {
    var now = now();
    if (paidUntil.size() > MANY) {
      paidUntil.values().removeIf(until -> until <= now);
    }
    var wait = new long[1];
    paidUntil.compute(
        caller,
        (_, before) -> {
          // A clock that went back must not shut a caller out for as long as it went.
          var until = before == null ? now : Math.clamp(before, now, now + BURST);
          wait[0] = until + pace - now - BURST;
          return wait[0] > 0 ? until : until + pace;
        });
    return wait[0] > 0 ? Optional.of(Duration.ofNanos(wait[0])) : Optional.empty();
  }

  private long now() {
    var instant = clock.instant();
    return instant.getEpochSecond() * SECOND + instant.getNano();
  }
}
