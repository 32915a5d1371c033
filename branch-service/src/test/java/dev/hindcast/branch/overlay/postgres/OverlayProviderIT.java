package dev.hindcast.branch.overlay.postgres;

import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.provider.BranchProviderSuite;
import dev.hindcast.branch.provider.Fork;
import dev.hindcast.branch.provider.StoreUnderTest;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The overlay with the privileges that its documentation asks for, and no others. */
class OverlayProviderIT extends BranchProviderSuite {
  private StoreUnderTest store;
  private StoreDatabases databases;
  private BranchProvider provider;

  @BeforeEach
  void open() throws SQLException {
    store = OverlayStore.create();
    databases = OverlayStore.databases(store, service(store));
    provider = new OverlayProvider(databases, OverlayStore.KEY);
  }

  /** The login that the service has on the store. */
  DatabaseSettings service(StoreUnderTest store) throws SQLException {
    return OverlayStore.plainLogin(store);
  }

  @AfterEach
  void close() {
    databases.close();
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
    return ForkTraces.of(store, fork.handle());
  }
}
