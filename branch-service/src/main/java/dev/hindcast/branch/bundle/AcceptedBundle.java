package dev.hindcast.branch.bundle;

import static java.util.Objects.requireNonNull;

/**
 * A bundle that parses.
 *
 * @param digest of its files, lower-case hex SHA-256
 */
public record AcceptedBundle(String name, String digest) {
  public AcceptedBundle {
    requireNonNull(name);
    requireNonNull(digest);
  }
}
