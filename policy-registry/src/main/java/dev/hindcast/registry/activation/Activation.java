package dev.hindcast.registry.activation;

import static java.util.Objects.requireNonNull;

import dev.hindcast.registry.version.VersionName;
import java.time.Instant;
import java.util.UUID;

/**
 * A move of production that one trace store must record, claimed by an attempt to tell it so.
 *
 * @param moveId a store records it once, however often it is delivered
 * @param moveTime when production moved
 * @param attempt the number of this attempt, from 1; fences its result
 */
public record Activation(
    UUID moveId, String store, VersionName version, Instant moveTime, int attempt) {
  public Activation {
    requireNonNull(moveId, "moveId");
    requireNonNull(store, "store");
    requireNonNull(version, "version");
    requireNonNull(moveTime, "moveTime");
  }
}
