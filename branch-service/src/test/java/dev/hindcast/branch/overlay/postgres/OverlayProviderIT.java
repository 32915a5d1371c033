package dev.hindcast.branch.overlay.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.provider.BranchProviderSuite;
import dev.hindcast.branch.provider.Fork;
import dev.hindcast.branch.provider.ForkOutcome;
import dev.hindcast.branch.provider.Release;
import dev.hindcast.branch.provider.StoreUnderTest;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.sql.DriverManager;
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
  void everyForkIsReadyOnlyOnceItsLoginIsAnswered() throws SQLException {
    var first = fork("a1");
    var database = store.admin().url().substring(store.admin().url().lastIndexOf('/') + 1);
    try (var connection = store.open()) {
      StoreUnderTest.run(connection, "ALTER DATABASE " + database + " CONNECTION LIMIT 0");
      assertThatThrownBy(() -> provider.fork(request("a2")))
          .isInstanceOfSatisfying(
              FailureException.class,
              e -> assertThat(e.failure()).isInstanceOf(Failure.DependencyUnavailable.class));
      StoreUnderTest.run(connection, "ALTER DATABASE " + database + " CONNECTION LIMIT -1");
    }
    assertThat(contentsOf(fork("a2"))).isEqualTo(contentsOf(first));
  }

  @Test
  void productionsLoginsDoNotReadAFork() throws SQLException {
    var fork = fork("a1");
    var app = "app_" + fork.name().uid();
    try (var connection = store.open()) {
      StoreUnderTest.run(
          connection,
          "CREATE ROLE %1$s LOGIN PASSWORD 'production'; GRANT USAGE ON SCHEMA hindcast TO %1$s; GRANT SELECT, INSERT ON hindcast.action TO %1$s"
              .formatted(app));
    }
    try (var session = DriverManager.getConnection(store.admin().url(), app, "production")) {
      assertDenied(session, "SELECT FROM " + fork.handle() + ".action");
      assertDenied(session, "SELECT FROM " + fork.handle() + ".action_delta");
      assertDenied(session, "SET ROLE " + fork.handle());
    }
  }

  @Test
  void aForkCostsTheSameWhateverTheSizeOfItsStore() throws SQLException {
    store.record(2_000);
    var small = bytes(fork("a1"));
    store.record(18_000);
    assertThat(bytes(fork("a2"))).isEqualTo(small);
  }

  private long bytes(Fork fork) throws SQLException {
    try (var connection = store.open()) {
      return Long.parseLong(
          StoreUnderTest.texts(
                  connection,
                  "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = '%s'::regnamespace"
                      .formatted(fork.handle()))
              .getFirst());
    }
  }

  @Test
  void noLoginCanKeepItsForkOrAnothersFromGoing() throws SQLException {
    var one = fork("a1");
    var two = fork("a2");
    try (var session = store.open(provider.connect(one))) {
      for (var fork : List.of(one, two)) {
        StoreUnderTest.run(
            session, "SELECT pg_advisory_lock(hashtextextended('%s', 0))".formatted(fork.handle()));
      }
      StoreUnderTest.run(session, "SELECT pg_advisory_lock(hashtextextended('hindcast_pin', 0))");
      assertThat(provider.delete(two.name())).isInstanceOf(Release.Released.class);
      assertThat(provider.delete(one.name())).isInstanceOf(Release.Released.class);
    }
  }

  @Test
  void whatArrivesAfterTheCutIsShownApartAndCannotBeWritten() throws SQLException {
    store.record(1);
    try (var open = store.open();
        var late = store.open()) {
      open.setAutoCommit(false);
      StoreUnderTest.record(open, "open-at-the-cut", 0, 1);
      var fork = fork("a1");
      StoreUnderTest.record(late, "late", 0, 2);
      StoreUnderTest.run(
          late,
          "INSERT INTO hindcast.workflow_outcome (workflow_id, outcome, occurred_at) VALUES ('late', 'success', now())");
      var ids = "SELECT workflow_id FROM hindcast_live_action ORDER BY action_id";
      try (var session = store.open(provider.connect(fork))) {
        assertThat(StoreUnderTest.texts(session, ids)).containsExactly("late", "late");
        open.commit();
        assertThat(StoreUnderTest.texts(session, ids))
            .containsExactly("open-at-the-cut", "late", "late");
        assertThat(StoreUnderTest.texts(session, "SELECT count(*) FROM action"))
            .containsExactly("1");
        assertThat(
                StoreUnderTest.texts(session, "SELECT outcome FROM hindcast_live_workflow_outcome"))
            .containsExactly("success");
        assertDenied(session, "DELETE FROM hindcast_live_action");
        assertDenied(
            session,
            "INSERT INTO hindcast_live_action (workflow_id, step, occurred_at) VALUES ('x', 0, now())");
      }
    }
  }

  @Test
  void aLoginWritesThroughTheViewsAloneAndForgesNoBaseline() throws SQLException {
    try (var session = store.open(provider.connect(fork("a1")))) {
      assertDenied(
          session,
          "INSERT INTO action_delta (workflow_id, step, occurred_at) VALUES ('x', 0, now())");
      assertDenied(
          session,
          """
          INSERT INTO policy_activation (move_id, bundle, version, digest, content, activated_at)
          VALUES (gen_random_uuid(), 'guard', 'bundles/guard/versions/1', 'd', 'x', now())""");
    }
  }

  @Test
  void aLoginThatOwnsSomethingInAnotherDatabaseIsPendingUntilThatIsGone() throws SQLException {
    var fork = fork("a1");
    var login = provider.connect(fork);
    var elsewhere = elsewhere();
    try (var session =
            DriverManager.getConnection(elsewhere.url(), login.user(), login.password());
        var admin =
            DriverManager.getConnection(elsewhere.url(), elsewhere.user(), elsewhere.password())) {
      StoreUnderTest.run(session, "SELECT lo_create(0)");
      assertThat(provider.delete(fork.name())).isInstanceOf(Release.Pending.class);
      assertThat(provider.list(installation, store.id())).containsExactly(fork.name());
      StoreUnderTest.run(admin, "DROP OWNED BY " + login.user());
      assertThat(provider.delete(fork.name())).isInstanceOf(Release.Released.class);
      assertThat(provider.list(installation, store.id())).isEmpty();
    }
  }

  /** Another database of the same cluster. */
  private DatabaseSettings elsewhere() {
    var admin = store.admin();
    var url = admin.url().substring(0, admin.url().lastIndexOf('/') + 1) + "postgres";
    return new DatabaseSettings(url, admin.user(), admin.password(), 1);
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
