package dev.hindcast.branch.overlay.postgres;

import dev.hindcast.branch.provider.CredentialKey;
import dev.hindcast.branch.provider.StoreUnderTest;
import dev.hindcast.branch.store.TraceStore;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.embedded.EmbeddedPostgres;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.testkit.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A fresh default trace store and what the service is given to fork it. */
public final class OverlayStore {
  public static final CredentialKey KEY = new CredentialKey("a key that is only for tests");

  private OverlayStore() {}

  public static StoreUnderTest create() {
    return new StoreUnderTest("ops", TestPostgres.traceStore());
  }

  /** The same on the oldest release that is supported. */
  public static StoreUnderTest createOnOldest() throws SQLException {
    var store = new StoreUnderTest("ops", TestPostgres.traceStore(Oldest.SERVER));
    try (var connection = store.open()) {
      // As every new database has it from PostgreSQL 15 on.
      StoreUnderTest.run(connection, "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    }
    return store;
  }

  private static final class Oldest {
    // branch-service's test build puts it there.
    private static final EmbeddedPostgres SERVER =
        TestPostgres.start(
            Optional.of(Path.of("target", "postgres-14", "postgres-linux-x86_64.txz")));
  }

  /** What the service needs, and no more. */
  public static DatabaseSettings plainLogin(StoreUnderTest store) throws SQLException {
    var login = "service_" + UUID.randomUUID().toString().substring(0, 8);
    var database = store.admin().url().substring(store.admin().url().lastIndexOf('/') + 1);
    try (var connection = store.open()) {
      StoreUnderTest.run(
          connection,
          """
          CREATE ROLE %1$s LOGIN CREATEROLE PASSWORD 'plain';
          GRANT CREATE ON DATABASE %2$s TO %1$s;
          GRANT USAGE ON SCHEMA hindcast TO %1$s;
          GRANT SELECT ON ALL TABLES IN SCHEMA hindcast TO %1$s;
          GRANT INSERT ON hindcast.policy_activation TO %1$s"""
              .formatted(login, database));
    }
    return new DatabaseSettings(store.admin().url(), login, "plain", 8);
  }

  public static TraceStores stores(StoreUnderTest store, DatabaseSettings service) {
    return new TraceStores(List.of(new TraceStore(store.id(), "overlay", service, Map.of())));
  }

  public static StoreDatabases databases(StoreUnderTest store, DatabaseSettings service) {
    return new StoreDatabases(stores(store, service));
  }
}
