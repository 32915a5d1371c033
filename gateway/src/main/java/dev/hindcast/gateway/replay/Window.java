package dev.hindcast.gateway.replay;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * Bounds actions by their own time.
 *
 * @param start first moment in the window
 * @param end first moment after it
 */
public record Window(Optional<Instant> start, Optional<Instant> end) {
  public static final Window ALL = new Window(Optional.empty(), Optional.empty());

  public Window {
    requireNonNull(start);
    requireNonNull(end);
  }
}
