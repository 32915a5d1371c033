package dev.hindcast.branch.provider;

import static dev.hindcast.branch.provider.StoreUnderTest.run;
import static dev.hindcast.branch.provider.StoreUnderTest.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is promised beyond {@link BranchProviderSuite} where a fork is a server of its own. */
public abstract class WholeDatabaseSuite extends BranchProviderSuite {
  private static final String SHAPE =
      """
      SELECT format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default)
      FROM information_schema.columns WHERE table_schema IN ('hindcast', 'shop') AND table_name NOT IN ('flyway_schema_history', 'ingested')
      UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname IN ('hindcast', 'shop')
      UNION ALL SELECT format('%s %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint
        WHERE connamespace IN ('hindcast'::regnamespace, 'shop'::regnamespace) AND contype <> 'n'
      ORDER BY 1""";

  @Test
  void productionsCredentialsDoNotOpenTheForkAndTheForksDoNotOpenProduction() throws Exception {
    try (var connection = store().open()) {
      run(connection, "CREATE ROLE app LOGIN PASSWORD 'production'");
    }
    try {
      var fork = fork("a1");
      var login = provider().connect(fork);
      var forkUrl =
          "jdbc:postgresql://%s:%d/%s".formatted(login.host(), login.port(), login.database());
      var admin = store().admin();
      assertThatThrownBy(() -> DriverManager.getConnection(forkUrl, "app", "production"))
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> DriverManager.getConnection(forkUrl, admin.user(), admin.password()))
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(
              () -> DriverManager.getConnection(admin.url(), login.user(), login.password()))
          .isInstanceOf(SQLException.class);
      DriverManager.getConnection(admin.url(), "app", "production").close();
    } finally {
      try (var connection = store().open()) {
        run(connection, "DROP ROLE app");
      }
    }
  }

  @Test
  void nothingOfTheStoreThatActsOnTheWorldIsLiveInTheFork() throws Exception {
    try (var connection = store().open()) {
      run(
          connection,
          """
          CREATE SUBSCRIPTION orders CONNECTION 'host=127.0.0.1 port=1 dbname=nowhere' PUBLICATION orders
            WITH (connect = false, slot_name = 'orders', enabled = false);
          ALTER SUBSCRIPTION orders ENABLE""");
      run(connection, "SELECT pg_create_physical_replication_slot('standby', true)");
      run(
          connection,
          """
          CREATE FOREIGN DATA WRAPPER elsewhere;
          CREATE SERVER partner FOREIGN DATA WRAPPER elsewhere;
          CREATE USER MAPPING FOR PUBLIC SERVER partner OPTIONS (password 'secret')""");
    }
    try {
      var fork = fork("a1");
      try (var connection = store().open(provider().connect(fork))) {
        assertThat(texts(connection, "SELECT subname FROM pg_subscription WHERE subenabled"))
            .isEmpty();
        assertThat(texts(connection, "SELECT slot_name FROM pg_replication_slots")).isEmpty();
        assertThat(texts(connection, "SELECT srvname FROM pg_user_mappings")).isEmpty();
        assertThat(texts(connection, "SHOW archive_mode")).containsExactly("off");
        assertThat(texts(connection, "SELECT rolname FROM pg_roles WHERE rolcanlogin").size())
            .isLessThanOrEqualTo(2);
      }
      try (var connection = store().open()) {
        assertThat(texts(connection, "SELECT subname FROM pg_subscription")).hasSize(1);
        assertThat(texts(connection, "SELECT slot_name FROM pg_replication_slots"))
            .containsExactly("standby");
        assertThat(texts(connection, "SELECT srvname FROM pg_user_mappings")).hasSize(1);
      }
    } finally {
      try (var connection = store().open()) {
        run(connection, "ALTER SUBSCRIPTION orders DISABLE");
        run(connection, "ALTER SUBSCRIPTION orders SET (slot_name = NONE)");
        run(connection, "DROP SUBSCRIPTION orders");
        run(connection, "SELECT pg_drop_replication_slot('standby')");
        run(connection, "DROP FOREIGN DATA WRAPPER elsewhere CASCADE");
      }
    }
  }

  @Test
  void ddlAndTruncateStayInTheForkAndItsShapeIsTheParents() throws Exception {
    store().record(3);
    try (var connection = store().open()) {
      run(
          connection,
          """
          DROP SCHEMA IF EXISTS shop CASCADE;
          CREATE SCHEMA shop;
          CREATE TABLE shop.account (id int PRIMARY KEY, balance numeric NOT NULL DEFAULT 0 CHECK (balance >= 0));
          CREATE INDEX ON shop.account (balance) WHERE balance > 100;
          INSERT INTO shop.account SELECT i, i FROM generate_series(1, 100) i""");
      var fork = fork("a1");
      var parent = store().contents();
      var accounts = "SELECT a::text FROM shop.account a ORDER BY 1";
      var before = texts(connection, accounts);
      var shape = texts(connection, SHAPE);
      try (var branch = store().open(provider().connect(fork))) {
        assertThat(texts(branch, SHAPE)).isEqualTo(shape);
        assertThat(texts(branch, "SELECT a::text FROM account a ORDER BY 1")).isEqualTo(before);
        run(branch, "UPDATE account SET balance = 0");
        run(branch, "ALTER TABLE account ADD COLUMN note text");
        run(branch, "TRUNCATE account");
        run(branch, "CREATE TABLE mine (a int)");
        run(branch, "DROP TABLE account");
        assertDenied(branch, "ALTER TABLE hindcast.action ADD COLUMN note text");
        assertDenied(branch, "DROP TABLE hindcast.action");
      }
      run(connection, "UPDATE shop.account SET balance = balance + 1");
      assertThat(texts(connection, SHAPE)).isEqualTo(shape);
      assertThat(texts(connection, accounts)).hasSameSizeAs(before).isNotEqualTo(before);
      assertThat(store().contents()).isEqualTo(parent);
      run(connection, "DROP SCHEMA shop CASCADE");
    }
  }

  @Test
  void aPastPositionOfTheLogIsForkedWhereTheEngineCan() throws Exception {
    assumeThat(provider().capabilities(store().id()).cuts()).contains(CutKind.LSN);
    store().record(3);
    String lsn;
    try (var connection = store().open()) {
      lsn = texts(connection, "SELECT pg_current_wal_lsn()").getFirst();
    }
    store().record(4);
    var request = request("a1");
    var past =
        new ForkRequest(
            request.name(),
            installation,
            new Cut.Lsn(lsn),
            Instant.now().plus(Duration.ofHours(1)));
    var fork = ((ForkOutcome.Forked) provider().fork(past)).fork();
    assertThat(contentsOf(fork)).hasSize(3);
    assertThat(provider().usage(fork).orElseThrow().arrivedActions()).hasValue(4);
  }

  @Test
  void aCutThatTheEngineCannotMakeIsRefusedAndLeavesNothing() {
    var can = provider().capabilities(store().id()).cuts();
    for (var cut : List.of(new Cut.Lsn("0/1"), new Cut.Snapshot("none"))) {
      if (!can.contains(cut.kind())) {
        var request = request("a1");
        var refused = new ForkRequest(request.name(), installation, cut, request.expireTime());
        assertThat(provider().fork(refused)).isInstanceOf(ForkOutcome.Refused.class);
      }
    }
    assertThat(provider().list(installation, store().id())).isEmpty();
  }
}
