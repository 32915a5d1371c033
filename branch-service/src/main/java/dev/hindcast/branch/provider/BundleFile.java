package dev.hindcast.branch.provider;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A bundle as it is written into a fork.
 *
 * @param bundle its id
 * @param version resource name of the published version, empty if it was never published
 * @param digest of its files, lower-case hex SHA-256
 * @param content tar.gz; owned by this record once passed
 */
@SuppressWarnings("ArrayRecordComponent") // up to 8 MiB that nobody compares or changes
public record BundleFile(
    BundleRole role,
    String bundle,
    String version,
    String digest,
    byte[] content,
    Instant loadTime) {
  public BundleFile {
    requireNonNull(role);
    requireNonNull(bundle);
    requireNonNull(version);
    requireNonNull(digest);
    requireNonNull(content);
    requireNonNull(loadTime);
  }
}
