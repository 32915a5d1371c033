package dev.hindcast.gateway.replay;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Which policy judged.
 *
 * @param version resource name in the registry; empty if it was never published
 * @param digest of its files
 * @param allowAll there was no policy: everything is allowed
 * @param derivation of a loaded bundle with other values of its params
 */
public record PolicyRef(
    String bundle,
    String version,
    String digest,
    boolean allowAll,
    Optional<Derivation> derivation) {
  public PolicyRef {
    requireNonNull(bundle);
    requireNonNull(version);
    requireNonNull(digest);
    requireNonNull(derivation);
  }

  /** A policy as it was loaded, published or made up. */
  public PolicyRef(String bundle, String version, String digest, boolean allowAll) {
    this(bundle, version, digest, allowAll, Optional.empty());
  }
}
