package dev.hindcast.gateway.replay;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** How long a replay that ended is kept. */
public record Retention(Duration value) {
  public Retention {
    requireNonNull(value);
  }
}
