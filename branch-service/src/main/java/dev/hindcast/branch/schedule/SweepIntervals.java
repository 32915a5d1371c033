package dev.hindcast.branch.schedule;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** Time between the ends of one run and the beginning of the next. */
public record SweepIntervals(Duration sweep, Duration reconcile) {
  public SweepIntervals {
    requireNonNull(sweep);
    requireNonNull(reconcile);
    if (sweep.toMillis() < 1 || reconcile.toMillis() < 1) {
      throw new IllegalArgumentException(
          "hindcast.branch.sweep-interval and reconcile-interval must be positive");
    }
  }
}
