package dev.hindcast.registry.version;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.compare.BundleComparison;

/** What differs between two versions, and the bundles themselves for the texts on both sides. */
public record VersionComparison(BundleComparison differences, Bundle from, Bundle to) {
  public VersionComparison {
    requireNonNull(differences, "differences");
    requireNonNull(from, "from");
    requireNonNull(to, "to");
  }

  static VersionComparison of(Bundle from, Bundle to) {
    return new VersionComparison(BundleComparison.of(from, to), from, to);
  }
}
