package dev.hindcast.registry.version;

import static java.util.Objects.requireNonNull;

/**
 * Names one version of a bundle.
 *
 * @param bundle the bundle's id
 * @param number from 1
 */
public record VersionName(String bundle, long number) {
  public VersionName {
    requireNonNull(bundle, "bundle");
    if (number < 1) {
      throw new IllegalArgumentException("versions count from 1");
    }
  }

  /** The resource name, {@code bundles/{bundle}/versions/{number}}. */
  @Override
  public String toString() {
    return "bundles/" + bundle + "/versions/" + number;
  }
}
