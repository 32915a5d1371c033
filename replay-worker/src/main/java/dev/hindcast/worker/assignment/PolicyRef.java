package dev.hindcast.worker.assignment;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Which policy judges.
 *
 * @param digest of its files; by it the bundle is found in the branch
 * @param derivation of a bundle in the branch; then {@code digest} is that of what is made of it
 * @param allowAll there was no policy: nothing is read, everything is allowed
 */
public record PolicyRef(
    String bundle, String digest, boolean allowAll, Optional<Derivation> derivation) {
  public PolicyRef {
    requireNonNull(bundle, "bundle");
    requireNonNull(digest, "digest");
    requireNonNull(derivation, "derivation");
  }
}
