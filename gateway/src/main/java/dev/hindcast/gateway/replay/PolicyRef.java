package dev.hindcast.gateway.replay;

import static java.util.Objects.requireNonNull;

/**
 * Which policy judged.
 *
 * @param version resource name in the registry; empty if it was never published
 * @param digest of its files
 * @param allowAll there was no policy: everything is allowed
 */
public record PolicyRef(String bundle, String version, String digest, boolean allowAll) {
  public PolicyRef {
    requireNonNull(bundle);
    requireNonNull(version);
    requireNonNull(digest);
  }
}
