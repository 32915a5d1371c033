package dev.hindcast.branch.branch;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Why and when a branch went.
 *
 * @param time when the provider confirmed it; empty until then
 */
public record Deletion(DeleteCause cause, Optional<Instant> time) {
  public Deletion {
    requireNonNull(cause);
    time = time.map(t -> t.truncatedTo(ChronoUnit.MICROS)); // as the store keeps it
  }
}
