package dev.hindcast.policy.compare;

import static java.util.Objects.requireNonNull;

/**
 * A param or setting that both bundles have, with different values.
 *
 * @param before canonical JSON
 * @param after canonical JSON
 */
public record ValueChange(String name, String before, String after) {

  public ValueChange {
    requireNonNull(name, "name");
    requireNonNull(before, "before");
    requireNonNull(after, "after");
  }
}
