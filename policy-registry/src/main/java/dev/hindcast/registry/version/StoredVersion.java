package dev.hindcast.registry.version;

import static java.util.Objects.requireNonNull;

/**
 * A version with its files.
 *
 * @param archive canonical tar.gz; handed over, never changed
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy of eight megabytes buys nothing.
public record StoredVersion(Version version, byte[] archive) {
  public StoredVersion {
    requireNonNull(version, "version");
    requireNonNull(archive, "archive");
  }
}
