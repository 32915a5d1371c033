package dev.hindcast.worker.assignment;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * Bounds the judged actions by their own time.
 *
 * @param start first moment in the window
 * @param end first moment after it
 */
public record Window(Optional<Instant> start, Optional<Instant> end) {
  public static final Window ALL = new Window(Optional.empty(), Optional.empty());

  public Window {
    requireNonNull(start, "start");
    requireNonNull(end, "end");
  }

  public boolean isUnbounded() {
    return start.isEmpty() && end.isEmpty();
  }

  public boolean contains(Instant time) {
    return (start.isEmpty() || !time.isBefore(start.get()))
        && (end.isEmpty() || time.isBefore(end.get()));
  }
}
