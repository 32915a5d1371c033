package dev.hindcast.branch.overlay.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.provider.BranchProviderSuite;
import dev.hindcast.branch.provider.Fork;
import dev.hindcast.branch.provider.ForkOutcome;
import dev.hindcast.branch.provider.Release;
import dev.hindcast.branch.provider.StoreUnderTest;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The overlay with the privileges that its documentation asks for, and no others. */
class OverlayProviderIT extends BranchProviderSuite {
  private StoreUnderTest store;
  private StoreDatabases databases;
  private BranchProvider provider;

  @BeforeEach
  void open() throws SQLException {
    store = create();
    databases = OverlayStore.databases(store, service(store));
    provider = new OverlayProvider(databases, OverlayStore.KEY);
  }

  /** The store, on whatever server. */
  StoreUnderTest create() throws SQLException {
    return OverlayStore.create();
  }

  /** The login that the service has on the store. */
  DatabaseSettings service(StoreUnderTest store) throws SQLException {
    return OverlayStore.plainLogin(store);
  }

  @AfterEach
  void close() {
    databases.close();
  }

  @Test
  void aDeletionThatStoppedHalfwayGoesOn() throws SQLException {
    for (var half : List.of("ALTER ROLE %s NOLOGIN", "DROP SCHEMA %s CASCADE")) {
      var fork = fork(half.substring(0, 1).toLowerCase(java.util.Locale.ROOT));
      var remains = remains(fork);
      try (var connection = store.open()) {
        StoreUnderTest.run(connection, half.formatted(fork.handle()));
      }
      assertThat(provider.list(installation, store.id())).containsExactly(fork.name());
      assertThat(provider.delete(fork.name())).isInstanceOf(Release.Released.class);
      assertThat(remains.get()).isEmpty();
    }
  }

  @Test
  void aStoreThatIsNotPreparedIsRefusedAndLeftAsItWas() throws SQLException {
    try (var connection = store.open()) {
      StoreUnderTest.run(connection, "ALTER TABLE hindcast.action RENAME TO moved");
    }
    assertThat(provider.fork(request("refused"))).isInstanceOf(ForkOutcome.Refused.class);
    assertThat(provider.list(installation, store.id())).isEmpty();
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
