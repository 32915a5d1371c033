package dev.hindcast.worker.stream;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: doubling, capped, and anywhere in between ("full
 * jitter"), so that the workers of a gateway that died do not all come at once.
 */
record Backoff(Duration first, Duration longest, RandomGenerator random) {
  private static final int MAX_DOUBLINGS = 30;

  Backoff {
    requireNonNull(first, "first");
    requireNonNull(longest, "longest");
    requireNonNull(random, "random");
  }

  /**
   * @param failures in a row before this attempt, at least 1
   */
  Duration delay(int failures) {
    long doubled = first.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
    long ceiling = Math.min(doubled, longest.toMillis());
    return Duration.ofMillis(random.nextLong(Math.max(1, ceiling)) + 1);
  }
}
