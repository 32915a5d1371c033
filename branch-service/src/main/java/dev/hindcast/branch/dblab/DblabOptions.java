package dev.hindcast.branch.dblab;

import dev.hindcast.branch.remote.EngineOptions;
import dev.hindcast.branch.remote.SecretReference;
import dev.hindcast.branch.store.TraceStore;
import java.util.Optional;
import java.util.Set;

/**
 * {@code hindcast.branch.stores.<id>.options.*} of a store that a Database Lab Engine follows.
 *
 * @param api address of the engine, {@code http://host:2345}
 * @param token its verification token
 * @param pool to take snapshots in; empty: the engine's first
 * @param host of the clones, where the engine's own word for it does not lead there from here
 * @param database name of the store's database
 */
public record DblabOptions(
    String api,
    SecretReference token,
    Optional<String> pool,
    Optional<String> host,
    String database) {
  private static final Set<String> NAMES =
      Set.of("api", "token-file", "token-env", "pool", "host", "database");

  static DblabOptions of(TraceStore store, String databaseOfStore) {
    var options = new EngineOptions(store, NAMES);
    return new DblabOptions(
        options.required("api").replaceFirst("/+$", ""),
        SecretReference.of(options, "token"),
        options.optional("pool"),
        options.optional("host"),
        options.optional("database").orElse(databaseOfStore));
  }
}
