package dev.hindcast.branch.neon;

import dev.hindcast.branch.neon.http.NeonEngine;
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

/** Forks stores that live on Neon: copy-on-write branches at a position of the log, by its API. */
@Singleton
public final class NeonProvider extends RemoteProvider {
  private static final String NAME = "neon";

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
    super(
        databases,
        new WholeDatabase(key),
        patience,
        new Engines(
            stores,
            NAME,
            store -> {
              var options =
                  NeonOptions.of(store, DatabaseAddress.of(store.database().url()).database());
              return new Engines.Place(
                  new NeonEngine(options, retries, patience, clock), options.project());
            }));
  }

  @Override
  public String name() {
    return NAME;
  }
}
