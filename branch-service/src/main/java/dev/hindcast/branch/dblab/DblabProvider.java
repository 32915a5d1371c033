package dev.hindcast.branch.dblab;

import dev.hindcast.branch.dblab.http.DblabEngine;
import dev.hindcast.branch.provider.CredentialKey;
import dev.hindcast.branch.remote.Patience;
import dev.hindcast.branch.remote.RemoteEngine;
import dev.hindcast.branch.remote.RemoteProvider;
import dev.hindcast.branch.remote.http.RetryTable;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.branch.store.postgres.DatabaseAddress;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.branch.whole.postgres.WholeDatabase;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;

/** Forks stores that a Database Lab Engine follows: thin clones of its snapshots. */
@Singleton
public final class DblabProvider extends RemoteProvider {
  private final TraceStores stores;
  private final CredentialKey key;
  private final RetryTable retries;
  private final Patience patience;
  private final InstantSource clock;
  private final ConcurrentHashMap<String, RemoteEngine> engines = new ConcurrentHashMap<>();

  /** For the service. */
  @Inject
  public DblabProvider(
      TraceStores stores, StoreDatabases databases, CredentialKey key, Clock clock) {
    this(stores, databases, key, clock, RetryTable.ofPeople(), Patience.ofPeople());
  }

  /** With a patience of one's own. */
  public DblabProvider(
      TraceStores stores,
      StoreDatabases databases,
      CredentialKey key,
      InstantSource clock,
      RetryTable retries,
      Patience patience) {
    super(databases, new WholeDatabase(key), patience);
    this.stores = stores;
    this.key = key;
    this.retries = retries;
    this.patience = patience;
    this.clock = clock;
    // A misspelt option is found when the service starts, not when somebody forks.
    stores.all().stream()
        .filter(store -> store.provider().equals(name()))
        .forEach(
            store -> {
              var _ = options(store.id());
            });
  }

  @Override
  public String name() {
    return "dblab";
  }

  @Override
  protected RemoteEngine engine(String store) {
    return engines.computeIfAbsent(
        store, id -> new DblabEngine(options(id), key, retries, patience, clock));
  }

  @Override
  protected String project(String store) {
    return options(store).api();
  }

  private DblabOptions options(String id) {
    var store = stores.require(id);
    return DblabOptions.of(store, DatabaseAddress.of(store.database().url()).database());
  }
}
