package dev.hindcast.gateway.lease;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** How long workers may go on with what they have in work when a gateway goes down. */
public record DrainTime(Duration value) {
  public DrainTime {
    requireNonNull(value);
  }
}
