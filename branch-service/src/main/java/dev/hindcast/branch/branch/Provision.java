package dev.hindcast.branch.branch;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.provider.ForkPoint;
import java.time.Duration;

/**
 * What the provider made.
 *
 * @param handle that the provider finds its fork by
 * @param duration the call took
 */
public record Provision(ForkPoint point, String handle, Duration duration) {
  public Provision {
    requireNonNull(point);
    requireNonNull(handle);
    requireNonNull(duration);
  }

  /** The same, by another handle. */
  Provision at(String other) {
    return new Provision(point, other, duration);
  }
}
