package dev.hindcast.registry.activation;

import static java.util.Objects.requireNonNull;

import dev.hindcast.registry.version.VersionName;
import java.util.UUID;

/**
 * A move of production that one trace store must record.
 *
 * @param moveId a store records it once, however often it is delivered
 * @param archive the version's tar.gz; handed over, never changed
 * @param attempts that failed so far
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy of eight megabytes buys nothing.
public record Activation(
    UUID moveId, String store, VersionName version, byte[] archive, int attempts) {
  public Activation {
    requireNonNull(moveId, "moveId");
    requireNonNull(store, "store");
    requireNonNull(version, "version");
    requireNonNull(archive, "archive");
  }
}
