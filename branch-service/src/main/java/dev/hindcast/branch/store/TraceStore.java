package dev.hindcast.branch.store;

import static java.util.Objects.requireNonNull;

import dev.hindcast.platform.jdbc.DatabaseSettings;

/**
 * A trace store as it is configured.
 *
 * @param id last part of {@code stores/<id>}
 * @param provider name of the provider that forks it
 * @param database that holds its schema {@code hindcast}
 */
public record TraceStore(String id, String provider, DatabaseSettings database) {
  public TraceStore {
    requireNonNull(id);
    requireNonNull(provider);
    requireNonNull(database);
    if (!id.matches("[a-z][a-z0-9-]{0,62}")) {
      throw new IllegalArgumentException("hindcast.branch.stores: not a store's id: " + id);
    }
  }
}
