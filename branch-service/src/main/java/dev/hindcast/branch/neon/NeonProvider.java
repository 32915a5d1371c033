package dev.hindcast.branch.neon;

import dev.hindcast.branch.neon.http.NeonEngine;
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

/** Forks stores that live on Neon: copy-on-write branches at a position of the log, by its API. */
@Singleton
public final class NeonProvider extends RemoteProvider {
  private final TraceStores stores;
  private final RetryTable retries;
  private final Patience patience;
  private final InstantSource clock;
  private final ConcurrentHashMap<String, RemoteEngine> engines = new ConcurrentHashMap<>();

  /** For the service. */
  @Inject
  public NeonProvider(
      TraceStores stores, StoreDatabases databases, CredentialKey key, Clock clock) {
    this(stores, databases, key, clock, RetryTable.ofPeople(), Patience.ofPeople());
  }

  /** With a patience of one's own. */
  public NeonProvider(
      TraceStores stores,
      StoreDatabases databases,
      CredentialKey key,
      InstantSource clock,
      RetryTable retries,
      Patience patience) {
    super(databases, new WholeDatabase(key), patience);
    this.stores = stores;
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
    return "neon";
  }

  @Override
  protected RemoteEngine engine(String store) {
    return engines.computeIfAbsent(
        store, id -> new NeonEngine(options(id), retries, patience, clock));
  }

  @Override
  protected String project(String store) {
    return options(store).project();
  }

  private NeonOptions options(String id) {
    var store = stores.require(id);
    return NeonOptions.of(store, DatabaseAddress.of(store.database().url()).database());
  }
}
