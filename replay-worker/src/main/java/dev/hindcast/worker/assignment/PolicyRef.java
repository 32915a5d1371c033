package dev.hindcast.worker.assignment;

import static java.util.Objects.requireNonNull;

/**
 * Which policy judges.
 *
 * @param digest of its files; by it the bundle is found in the branch
 * @param allowAll there was no policy: nothing is read, everything is allowed
 */
public record PolicyRef(String bundle, String digest, boolean allowAll) {
  public PolicyRef {
    requireNonNull(bundle, "bundle");
    requireNonNull(digest, "digest");
  }
}
