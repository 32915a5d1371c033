package dev.hindcast.branch.dblab;

import dev.hindcast.branch.dblab.http.DblabEngine;
import dev.hindcast.branch.provider.CredentialKey;
import dev.hindcast.branch.remote.Engines;
import dev.hindcast.branch.remote.Patience;
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

/** Forks stores that a Database Lab Engine follows: thin clones of its snapshots. */
@Singleton
public final class DblabProvider extends RemoteProvider {
  private static final String NAME = "dblab";

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
    super(
        databases,
        new WholeDatabase(key),
        patience,
        new Engines(
            stores,
            NAME,
            store -> {
              var options =
                  DblabOptions.of(store, DatabaseAddress.of(store.database().url()).database());
              return new Engines.Place(
                  new DblabEngine(options, key, retries, patience, clock), options.api());
            }));
  }

  @Override
  public String name() {
    return NAME;
  }
}
