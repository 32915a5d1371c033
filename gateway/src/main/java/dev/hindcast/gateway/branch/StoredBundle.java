package dev.hindcast.gateway.branch;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.bundle.BundleSource;

/**
 * A bundle as a branch holds it.
 *
 * @param version resource name in the registry; empty if it was never published
 * @param digest as recorded beside the files
 */
public record StoredBundle(String bundle, String version, String digest, BundleSource source) {
  public StoredBundle {
    requireNonNull(bundle);
    requireNonNull(version);
    requireNonNull(digest);
    requireNonNull(source);
  }
}
