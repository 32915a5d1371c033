package dev.hindcast.branch.store.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.hindcast.branch.store.TraceStore;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.PoolMetrics;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One pool a store, connected on first use. Thread-safe. */
@Singleton
public final class StoreDatabases implements AutoCloseable {
  /** Begins a transaction that only looks: no look may keep a caller waiting for long. */
  public static final String LOOK = "SET LOCAL statement_timeout = '10s'";

  private static final Duration SILENCE = Duration.ofMinutes(2);

  private final Map<String, HikariDataSource> pools = new TreeMap<>();
  private final Map<String, Jdbc> runners = new TreeMap<>();
  private final TraceStores stores;

  /** Opens nothing yet. */
  @Inject
  StoreDatabases(TraceStores stores, PoolMetrics metrics) {
    this(stores);
    pools.values().forEach(metrics::watch);
  }

  /** Opens nothing yet. */
  public StoreDatabases(TraceStores stores) {
    this(stores, SILENCE);
  }

  /**
   * Opens nothing yet.
   *
   * @param silence after which a server that was asked something counts as unreachable
   */
  public StoreDatabases(TraceStores stores, Duration silence) {
    this.stores = stores;
    for (TraceStore store : stores.all()) {
      var pool = Databases.pool(store.database(), "branch-service-" + store.id(), silence);
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
