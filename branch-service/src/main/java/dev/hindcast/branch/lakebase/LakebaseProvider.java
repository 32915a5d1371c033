package dev.hindcast.branch.lakebase;

import dev.hindcast.branch.lakebase.api.LakebaseEngine;
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

/** Forks stores that live on Lakebase: copy-on-write branches at a position of the log. */
@Singleton
public final class LakebaseProvider extends RemoteProvider {
  private static final String NAME = "lakebase";

  /** For the service. */
  @Inject
  public LakebaseProvider(
      TraceStores stores, StoreDatabases databases, CredentialKey key, Clock clock) {
    this(stores, databases, key, clock, RetryTable.ofPeople(), Patience.ofPeople());
  }

  /** With a patience of one's own. */
  public LakebaseProvider(
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
                  LakebaseOptions.of(store, DatabaseAddress.of(store.database().url()).database());
              return new Engines.Place(
                  new LakebaseEngine(options, retries, patience, clock),
                  options.host() + options.project());
            }));
  }

  @Override
  public String name() {
    return NAME;
  }
}
