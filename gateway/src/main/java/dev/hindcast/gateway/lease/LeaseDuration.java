package dev.hindcast.gateway.lease;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** How long a lease holds without a sign of life. */
public record LeaseDuration(Duration value) {
  public LeaseDuration {
    requireNonNull(value);
  }

  public long millis() {
    return value.toMillis();
  }
}
