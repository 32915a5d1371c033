package dev.hindcast.branch.store;

import static java.util.Objects.requireNonNull;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.util.Map;

/**
 * A trace store as it is configured.
 *
 * @param id last part of {@code stores/<id>}
 * @param provider name of the provider that forks it
 * @param database that holds its schema {@code hindcast}
 * @param options of the provider, by their names in its documentation; values may be secrets
 */
public record TraceStore(
    String id, String provider, DatabaseSettings database, Map<String, String> options) {
  public TraceStore {
    requireNonNull(id);
    requireNonNull(provider);
    requireNonNull(database);
    options = Map.copyOf(options);
    if (!id.matches("[a-z][a-z0-9-]{0,62}")) {
      throw new IllegalArgumentException("hindcast.branch.stores: not a store's id: " + id);
    }
  }

  /** Never shows options: they may be secrets. */
  @Override
  public String toString() {
    return "stores/" + id + " by " + provider;
  }
}
