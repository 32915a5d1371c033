package dev.hindcast.branch.store.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.hindcast.branch.store.TraceStore;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One pool a store, connected on first use. Thread-safe. */
@Singleton
public final class StoreDatabases implements AutoCloseable {
  private final Map<String, HikariDataSource> pools = new TreeMap<>();
  private final Map<String, Jdbc> runners = new TreeMap<>();
  private final TraceStores stores;

  /** Opens nothing yet. */
  public StoreDatabases(TraceStores stores) {
    this.stores = stores;
    for (TraceStore store : stores.all()) {
      var pool = Databases.pool(store.database(), "branch-service-" + store.id());
      pools.put(store.id(), pool);
      runners.put(store.id(), new Jdbc(pool, "stores/" + store.id()));
    }
  }

  /** Statements on a store's database, or the failure that there is no such store. */
  public Jdbc jdbc(String store) {
    return runners.get(stores.require(store).id());
  }

  /** The stores as they are configured. */
  public List<TraceStore> all() {
    return stores.all();
  }

  /** A store as it is configured. */
  public TraceStore store(String store) {
    return stores.require(store);
  }

  /** Where a store's database is. */
  public DatabaseSettings settings(String store) {
    return stores.require(store).database();
  }

  @Override
  @PreDestroy
  public void close() {
    pools.values().forEach(HikariDataSource::close);
  }
}
