package dev.hindcast.registry.version;

import static java.util.Objects.requireNonNull;

/**
 * What a bundle says of itself.
 *
 * @param digest lower-case hex SHA-256 of its files
 * @param engine the word after {@code engine:}
 * @param rules how many it has
 */
public record BundleFacts(String digest, String engine, int rules, String description) {
  public BundleFacts {
    requireNonNull(digest, "digest");
    requireNonNull(engine, "engine");
    requireNonNull(description, "description");
  }
}
