package dev.hindcast.branch.remote;

import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.provider.CredentialKey;
import dev.hindcast.branch.provider.Fork;
import dev.hindcast.branch.provider.StoreUnderTest;
import dev.hindcast.branch.provider.WholeDatabaseSuite;
import dev.hindcast.branch.store.TraceStore;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.tracestore.TraceStoreSchema;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The specification against a real account that the environment names: {@code
 * HINDCAST_<VENDOR>_URL}, {@code _USER} and {@code _PASSWORD} lead to the server of the store with
 * the right to create databases, further variables to the engine. Each test makes a database of its
 * own and drops it. It costs what its branches cost.
 */
public abstract class AccountSuite extends WholeDatabaseSuite {
  protected static final CredentialKey KEY = new CredentialKey("a key that is only for tests");

  private StoreUnderTest store;
  private StoreDatabases databases;
  private BranchProvider provider;

  protected abstract String vendor();

  /** Names of options, and of the environment variables that hold them. */
  protected abstract Map<String, String> options();

  protected abstract BranchProvider provider(TraceStores stores, StoreDatabases databases);

  @BeforeEach
  void open() throws SQLException {
    var name = "hindcast_it_" + UUID.randomUUID().toString().substring(0, 8);
    var server = server();
    run(server, "CREATE DATABASE " + name);
    var url = server.url().replaceFirst("^(jdbc:postgresql://[^/]+/)[^?]*", "$1" + name);
    store =
        new StoreUnderTest("ops", new DatabaseSettings(url, server.user(), server.password(), 8));
    TraceStoreSchema.migrate(store.admin());
    var options = new HashMap<String, String>();
    options().forEach((option, variable) -> options.put(option, variable(variable)));
    options.put("database", name);
    var stores =
        new TraceStores(
            List.of(new TraceStore(store.id(), vendor(), store.admin(), fixed(options))));
    databases = new StoreDatabases(stores);
    provider = provider(stores, databases);
  }

  /** Options that do not come from variables. */
  protected Map<String, String> fixed(Map<String, String> options) {
    return options;
  }

  @AfterEach
  void close() throws SQLException {
    for (var left : provider.list(installation, store.id())) {
      var _ = provider.delete(left);
    }
    databases.close();
    var url = store.admin().url();
    run(
        server(),
        "DROP DATABASE " + url.replaceFirst("^.*/([a-z0-9_]+)(\\?.*)?$", "$1") + " WITH (FORCE)");
  }

  private DatabaseSettings server() {
    return new DatabaseSettings(variable("URL"), variable("USER"), variable("PASSWORD"), 1);
  }

  private String variable(String name) {
    var full = "HINDCAST_" + vendor().toUpperCase(java.util.Locale.ROOT) + "_" + name;
    var value = System.getenv(full);
    if (value == null) {
      throw new IllegalStateException(full + " is not set");
    }
    return value;
  }

  private static void run(DatabaseSettings server, String sql) throws SQLException {
    try (var connection =
        DriverManager.getConnection(server.url(), server.user(), server.password())) {
      StoreUnderTest.run(connection, sql);
    }
  }

  @Override
  protected boolean provesCopyOnWrite() {
    return false;
  }

  @Override
  protected StoreUnderTest store() {
    return store;
  }

  @Override
  protected BranchProvider provider() {
    return provider;
  }

  @Override
  protected Supplier<List<String>> remains(Fork fork) {
    return () ->
        provider.list(installation, store.id()).stream()
            .filter(fork.name()::equals)
            .map(Object::toString)
            .toList();
  }
}
