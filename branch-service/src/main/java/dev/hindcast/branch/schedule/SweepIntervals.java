package dev.hindcast.branch.schedule;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.stream.Stream;

/** Time between the ends of one run and the beginning of the next, and how long events are kept. */
public record SweepIntervals(
    Duration sweep, Duration measure, Duration reconcile, Duration eventRetention) {
  public SweepIntervals {
    requireNonNull(sweep);
    requireNonNull(measure);
    requireNonNull(reconcile);
    requireNonNull(eventRetention);
    if (Stream.of(sweep, measure, reconcile, eventRetention).anyMatch(d -> d.toMillis() < 1)) {
      throw new IllegalArgumentException(
          "hindcast.branch.sweep-interval, measure-interval, reconcile-interval and"
              + " event-retention must be positive");
    }
  }

  /** The shortest of the intervals. */
  Duration shortest() {
    return Stream.of(sweep, measure, reconcile).min(Duration::compareTo).orElseThrow();
  }
}
