package dev.hindcast.branch.reflink.postgres;

import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.provider.Fork;
import dev.hindcast.branch.provider.StoreUnderTest;
import dev.hindcast.branch.provider.WholeDatabaseSuite;
import dev.hindcast.branch.reflink.files.FileCloner;
import dev.hindcast.branch.reflink.files.Reflink;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The provider on one cluster. */
abstract class ReflinkSuite extends WholeDatabaseSuite {
  private StoreUnderTest store;
  private StoreDatabases databases;
  private BranchProvider provider;

  abstract TestCluster cluster();

  FileCloner cloner() {
    return new Reflink();
  }

  Map<String, String> options() throws IOException {
    return TestCluster.options();
  }

  @BeforeEach
  final void open() throws IOException {
    store = cluster().store();
    var stores = TestCluster.stores(store.admin(), options());
    databases = new StoreDatabases(stores);
    provider = TestCluster.provider(stores, databases, cloner());
  }

  @AfterEach
  final void close() throws SQLException {
    provider.list(installation, store.id()).forEach(fork -> provider.delete(fork));
    databases.close();
    cluster().drop(store);
  }

  final StoreDatabases databases() {
    return databases;
  }

  @Override
  protected final StoreUnderTest store() {
    return store;
  }

  @Override
  protected final BranchProvider provider() {
    return provider;
  }

  @Override
  protected final Supplier<List<String>> remains(Fork fork) {
    return () -> cluster().remains(store, fork.name());
  }
}
