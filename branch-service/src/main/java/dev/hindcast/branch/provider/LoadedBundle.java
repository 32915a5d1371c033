package dev.hindcast.branch.provider;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A bundle that stands in a fork.
 *
 * @param version its resource name, empty if it was never published
 */
public record LoadedBundle(
    BundleRole role, String bundle, String version, String digest, Instant loadTime) {
  public LoadedBundle {
    requireNonNull(role);
    requireNonNull(bundle);
    requireNonNull(version);
    requireNonNull(digest);
    loadTime = loadTime.truncatedTo(ChronoUnit.MICROS); // as the store keeps it
  }
}
