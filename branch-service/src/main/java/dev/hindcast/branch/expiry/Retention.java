package dev.hindcast.branch.expiry;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How long is kept what is over.
 *
 * @param events from when they happened
 * @param branches their records, from when they were gone; as long a {@code request_id} is known
 */
public record Retention(Duration events, Duration branches) {
  public Retention {
    requireNonNull(events);
    requireNonNull(branches);
    if (events.toMillis() < 1) {
      throw new IllegalArgumentException("hindcast.branch.event-retention must be positive");
    }
    if (branches.compareTo(Duration.ofHours(1)) < 0) {
      throw new IllegalArgumentException("hindcast.branch.retention is at least 1h");
    }
  }
}
