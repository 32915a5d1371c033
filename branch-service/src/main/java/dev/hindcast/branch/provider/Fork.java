package dev.hindcast.branch.provider;

import static java.util.Objects.requireNonNull;

/**
 * A fork that was made.
 *
 * @param handle what its provider finds it by: opaque to everybody else, kept in the record
 */
public record Fork(ForkName name, ForkPoint point, String handle) {
  public Fork {
    requireNonNull(name);
    requireNonNull(point);
    requireNonNull(handle);
  }
}
