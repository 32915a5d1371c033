package dev.hindcast.branch.schedule;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * Time between the end of one run and the beginning of the next.
 *
 * @param heartbeat of a process that is at a run; after four that were missed another takes it over
 */
public record SweepIntervals(
    Duration sweep, Duration measure, Duration reconcile, Duration heartbeat) {
  public SweepIntervals {
    requireNonNull(sweep);
    requireNonNull(measure);
    requireNonNull(reconcile);
    requireNonNull(heartbeat);
    if (Stream.of(sweep, measure, reconcile, heartbeat).anyMatch(d -> d.toMillis() < 1)) {
      throw new IllegalArgumentException(
          "hindcast.branch.sweep-interval, measure-interval, reconcile-interval"
              + " and heartbeat-interval must be positive");
    }
  }

  /** The shortest of the intervals. */
  Duration shortest() {
    return Stream.of(sweep, measure, reconcile).min(Duration::compareTo).orElseThrow();
  }
}
