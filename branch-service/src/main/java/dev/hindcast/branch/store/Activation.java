package dev.hindcast.branch.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;

/**
 * From now on production runs this version.
 *
 * @param moveId of the channel's move; a store holds it once
 * @param version resource name, {@code bundles/{bundle}/versions/{number}}
 * @param digest of the version's files, lower-case hex SHA-256
 * @param content tar.gz; owned by this record once passed
 * @param time when production moved
 */
@SuppressWarnings("ArrayRecordComponent") // up to 8 MiB that nobody compares or changes
public record Activation(
    UUID moveId, String bundle, String version, String digest, byte[] content, Instant time) {
  public Activation {
    requireNonNull(moveId);
    requireNonNull(bundle);
    requireNonNull(version);
    requireNonNull(digest);
    requireNonNull(content);
    requireNonNull(time);
  }
}
