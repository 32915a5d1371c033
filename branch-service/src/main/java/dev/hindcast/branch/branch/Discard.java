package dev.hindcast.branch.branch;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * That nothing is left of a branch.
 *
 * @param proof what was deleted and how its absence was confirmed, by the provider
 * @param time of the confirmation
 */
public record Discard(String proof, Instant time) {
  public Discard {
    requireNonNull(proof);
    time = time.truncatedTo(ChronoUnit.MICROS); // as the store keeps it
  }
}
