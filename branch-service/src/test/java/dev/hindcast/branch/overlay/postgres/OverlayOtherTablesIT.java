package dev.hindcast.branch.overlay.postgres;

import static dev.hindcast.branch.provider.StoreUnderTest.run;
import static dev.hindcast.branch.provider.StoreUnderTest.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.ForkOutcome;
import dev.hindcast.branch.provider.OtherTablesSuite;
import dev.hindcast.branch.provider.Release;
import dev.hindcast.branch.provider.StoreUnderTest;
import dev.hindcast.branch.store.TraceStore;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.testkit.Await;
import dev.hindcast.tracestore.prepare.Request;
import dev.hindcast.tracestore.prepare.StorePreparation;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Other tables through the overlay, with the service's plain login. */
class OverlayOtherTablesIT extends OtherTablesSuite {
  private StoreUnderTest store;
  private DatabaseSettings service;
  private StoreDatabases databases;
  private BranchProvider provider;

  @Override
  protected void openStore() throws SQLException {
    store = create();
    service = OverlayStore.plainLogin(store);
    databases = databases(30); // writers that deadlock stay open for a second
    provider = new OverlayProvider(databases, OverlayStore.KEY);
  }

  private StoreDatabases databases(int patience) {
    var options = Map.of("schemas", "shop,billing", "pin-wait", Integer.toString(patience));
    return new StoreDatabases(
        new TraceStores(List.of(new TraceStore(store.id(), "overlay", service, options))));
  }

  StoreUnderTest create() throws SQLException {
    return OverlayStore.create();
  }

  @AfterEach
  void close() {
    databases.close();
  }

  @Override
  protected void prepareShop() {
    prepare(List.of("shop", "billing"));
  }

  private void prepare(List<String> schemas) {
    var _ =
        StorePreparation.of(
            store.admin(),
            preparation -> {
              preparation.run(
                  preparation.preparation(new Request(schemas, Optional.of(service.user()), false)),
                  step -> {});
              return true;
            });
  }

  @Test
  void whenTheLastForkGoesNothingIsKeptAndTheTriggersRest() throws Exception {
    var one = fork("a1");
    var two = fork("a2");
    try (var connection = store.open()) {
      run(connection, "UPDATE shop.account SET balance = 7");
      assertThat(images(connection)).containsExactly("40");
      assertThat(provider.delete(one.name())).isInstanceOf(Release.Released.class);
      assertThat(images(connection)).containsExactly("40");
      var three = fork("a3");
      run(connection, "UPDATE shop.account SET balance = 8 WHERE id < 11");
      assertThat(images(connection)).containsExactly("50");
      assertThat(provider.delete(two.name())).isInstanceOf(Release.Released.class);
      assertThat(images(connection)).as("only what the last fork sees").containsExactly("10");
      assertThat(provider.delete(three.name())).isInstanceOf(Release.Released.class);
      assertThat(images(connection)).containsExactly("0");
      assertThat(texts(connection, "SELECT last_value FROM hindcast_pin.armed"))
          .containsExactly("0");
      run(connection, "UPDATE shop.account SET balance = 9");
      assertThat(images(connection)).containsExactly("0");
    }
  }

  private static List<String> images(Connection connection) throws SQLException {
    return texts(connection, "SELECT count(*) FROM hindcast_pin.\"shop.account\"");
  }

  @Test
  void aTransactionThatIsOpenBeforeTheFirstForkIsNamedAndNotBlocked() throws Exception {
    try (var writer = store.open();
        var impatient = databases(1)) {
      writer.setAutoCommit(false);
      run(writer, "UPDATE shop.account SET balance = 1 WHERE id = 1");
      var pid = texts(writer, "SELECT pg_backend_pid()").getFirst();
      assertThat(new OverlayProvider(impatient, OverlayStore.KEY).fork(request("a1")))
          .isInstanceOfSatisfying(
              ForkOutcome.Refused.class,
              refused -> assertThat(refused.reason()).contains("process " + pid));
      assertThat(provider.list(installation, store.id())).isEmpty();
      run(writer, "UPDATE shop.account SET balance = 2 WHERE id = 2");
      assertThat(images(writer)).as("it found the triggers unarmed").containsExactly("0");
      writer.commit();
    }
    var fork = fork("a1");
    try (var connection = open(fork)) {
      assertThat(texts(connection, "SELECT balance FROM account WHERE id < 3 ORDER BY id"))
          .containsExactly("1.00", "2.00");
    }
  }

  @Test
  void anAnnouncementThatNobodyFollowedUpIsFoundAndRemoved() throws Exception {
    try (var connection = store.open()) {
      run(
          connection,
          "INSERT INTO hindcast_pin.fork (fork, installation, store, uid) VALUES ('hindcast_b_lost', '%s', 'ops', 'lost')"
              .formatted(installation.id()));
      run(connection, "SELECT setval('hindcast_pin.armed', 1)");
      assertThat(provider.list(installation, store.id()))
          .singleElement()
          .isEqualTo(new ForkName("ops", "lost"));
      var fork = fork("a1"); // by another service meanwhile: it finishes the arming
      run(connection, "UPDATE shop.account SET balance = 7 WHERE id = 1");
      try (var session = open(fork)) {
        assertThat(texts(session, "SELECT balance FROM account WHERE id = 1"))
            .containsExactly("100.00");
      }
      for (var left : provider.list(installation, store.id())) {
        assertThat(provider.delete(left)).isInstanceOf(Release.Released.class);
      }
      assertThat(texts(connection, "SELECT last_value FROM hindcast_pin.armed"))
          .containsExactly("0");
    }
  }

  @Test
  void aTableWhoseColumnsChangedBreaksThePinNeverTheWriter() throws Exception {
    var fork = fork("a1");
    try (var connection = store.open()) {
      run(connection, "ALTER TABLE shop.account ADD COLUMN extra int DEFAULT 5");
      run(connection, "UPDATE shop.account SET balance = 3 WHERE id = 1");
      try (var session = open(fork)) {
        assertThat(texts(session, "SELECT balance FROM account WHERE id = 1"))
            .containsExactly("100.00");
      }
      assertThat(reason("a2", "shop.account")).contains("columns changed");
      prepare(List.of("shop"));
      assertThat(reason("a3", "shop.account")).isEmpty();
      var third = fork("a3");
      run(connection, "UPDATE shop.account SET extra = 6");
      try (var session = open(third)) {
        assertThat(texts(session, "SELECT DISTINCT extra FROM account")).containsExactly("5");
      }
      for (var each : provider.list(installation, store.id())) {
        assertThat(provider.delete(each)).isInstanceOf(Release.Released.class);
      }
      run(connection, "DROP VIEW shop.rich_order, shop.rich");
      var fourth = fork("a4");
      run(connection, "ALTER TABLE shop.parcel RENAME COLUMN state TO status");
      run(connection, "UPDATE shop.parcel SET status = 'x'");
      run(connection, "DELETE FROM shop.parcel");
      assertThat(
              provider.tables(fourth).stream()
                  .filter(table -> table.table().equals("shop.parcel"))
                  .findFirst()
                  .orElseThrow()
                  .reason())
          .contains("altered");
    }
  }

  @Test
  void theSameNameInTwoSchemasIsTheFirstsAndTheOtherIsReachable() throws Exception {
    var fork = fork("a1");
    try (var connection = store.open()) {
      run(connection, "UPDATE billing.account SET due = 0");
    }
    try (var connection = open(fork)) {
      assertThat(texts(connection, "SELECT due FROM \"billing.account\" ORDER BY number"))
          .containsExactly("5", "6");
      assertThat(
              texts(
                  connection,
                  "SELECT name FROM hindcast_table WHERE schema_name = 'billing' AND table_name = 'account'"))
          .containsExactly("billing.account");
    }
  }

  @Test
  void pagesReadIndexesInOrderAlsoWhereRowsAreShadowed() throws Exception {
    var fork = fork("a1");
    try (var connection = open(fork)) {
      run(connection, "DELETE FROM account WHERE id = 2");
      run(connection, "SET enable_seqscan = off");
      run(connection, "SET enable_sort = off");
      var plan =
          String.join("\n", texts(connection, "EXPLAIN SELECT * FROM account ORDER BY id LIMIT 3"));
      assertThat(plan).contains("Merge Append").contains("account_pkey").doesNotContain("Sort  ");
      assertThat(texts(connection, "SELECT id FROM account ORDER BY id LIMIT 3"))
          .containsExactly("1", "3", "4");
    }
  }

  @Test
  void ofTwoSessionsThatChangeOneRowTheSecondTriesAgain() throws Exception {
    var fork = fork("a1");
    try (var first = open(fork);
        var second = open(fork)) {
      for (var id : List.of("1", "1")) { // a row of the store, then the fork's own
        first.setAutoCommit(false);
        run(first, "UPDATE account SET balance = balance + 1 WHERE id = " + id);
        var blocked =
            CompletableFuture.supplyAsync(
                () -> state(second, "UPDATE account SET balance = balance + 10 WHERE id = " + id));
        Await.until(
            "the second session waits",
            Duration.ofSeconds(20),
            () -> !waiting().equals(List.of("0")));
        first.commit();
        assertThat(blocked.get(20, TimeUnit.SECONDS)).isEqualTo("40001");
        first.setAutoCommit(true);
      }
      run(second, "UPDATE account SET balance = balance + 10 WHERE id = 1");
      assertThat(texts(first, "SELECT balance FROM account WHERE id = 1"))
          .containsExactly("112.00");
    }
  }

  private List<String> waiting() {
    try (var connection = store.open()) {
      return texts(
          connection,
          "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static String state(Connection connection, String sql) {
    try {
      run(connection, sql);
      return "";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  @Test
  void anApplicationNeedsNoPrivilegeForWhatIsKept() throws Exception {
    var app = "app_" + UUID.randomUUID().toString().substring(0, 8);
    try (var connection = store.open()) {
      run(
          connection,
          "CREATE ROLE %1$s; GRANT USAGE ON SCHEMA shop TO %1$s; GRANT ALL ON ALL TABLES IN SCHEMA shop TO %1$s"
              .formatted(app));
      var fork = fork("a1");
      run(connection, "SET ROLE " + app);
      run(connection, "UPDATE shop.account SET balance = 7");
      run(connection, "DELETE FROM shop.parcel");
      run(connection, "TRUNCATE shop.\"order\"");
      assertThat(state(connection, "SELECT FROM hindcast_pin.\"shop.account\"")).isEqualTo("42501");
      try (var session = open(fork)) {
        assertThat(texts(session, "SELECT DISTINCT balance FROM account"))
            .containsExactly("100.00");
        assertThat(texts(session, "SELECT count(*) FROM parcel")).containsExactly("20");
      }
      run(connection, "RESET ROLE; DROP OWNED BY %1$s; DROP ROLE %1$s".formatted(app));
    }
  }

  @Test
  void aRowThatAJoinNamesTwiceIsChangedOnce() throws Exception {
    try (var connection = open(fork("a1"))) {
      run(
          connection,
          "UPDATE account SET balance = balance + 1 FROM \"order\" o WHERE o.account_id = account.id");
      run(
          connection,
          "UPDATE account SET balance = balance + 1 FROM \"order\" o WHERE o.account_id = account.id");
      assertThat(texts(connection, "SELECT DISTINCT balance FROM account"))
          .containsExactly("102.00");
      run(connection, "DELETE FROM account USING \"order\" o WHERE o.account_id = account.id");
      assertThat(texts(connection, "SELECT count(*) FROM account")).containsExactly("0");
    }
  }

  @Test
  void rowsWithoutAKeyCanBeInsertedAndOnlyThoseChanged() throws Exception {
    try (var connection = open(fork("a1"))) {
      assertThat(state(connection, "DELETE FROM visit")).isEqualTo("0A000");
      run(connection, "INSERT INTO visit (page) VALUES ('/mine'), ('/mine')");
      run(connection, "DELETE FROM visit WHERE page = '/mine'");
      assertThat(texts(connection, "SELECT count(*) FROM visit")).containsExactly("5");
    }
  }

  @Test
  void aTableThatIsNotPreparedIsThereAndSaysSo() throws Exception {
    try (var connection = store.open()) {
      run(
          connection,
          "CREATE TABLE shop.late (id int PRIMARY KEY, a text); INSERT INTO shop.late VALUES (1, 'a'); GRANT SELECT ON shop.late TO "
              + service.user());
      run(connection, "CREATE TABLE shop.secret (id int PRIMARY KEY)");
    }
    assertThat(reason("a1", "shop.late")).contains("hindcast store prepare");
    assertThat(reason("a1", "shop.secret")).contains("no SELECT");
    try (var connection = open(fork("a1"))) {
      run(connection, "UPDATE late SET a = 'mine'");
      assertThat(texts(connection, "SELECT a FROM late")).containsExactly("mine");
    }
  }

  @Test
  void aDumpOfAnotherClusterIsRefusedUntilItIsNumberedAnew() throws Exception {
    store.record(5);
    try (var connection = store.open()) {
      run(connection, "SET session_replication_role = replica");
      run(connection, "ALTER TABLE hindcast.action DISABLE TRIGGER recorded_xid");
      run(
          connection,
          "INSERT INTO hindcast.action (workflow_id, step, occurred_at, recorded_xid) VALUES ('alien', 0, now(), '999999999')");
      run(connection, "ALTER TABLE hindcast.action ENABLE ALWAYS TRIGGER recorded_xid");
    }
    assertThat(provider.fork(request("a1")))
        .isInstanceOfSatisfying(
            ForkOutcome.Refused.class,
            refused -> assertThat(refused.reason()).contains("--restamp"));
    var _ =
        StorePreparation.of(
            store.admin(),
            preparation -> {
              preparation.run(preparation.restamping(), step -> {});
              return true;
            });
    try (var connection = open(fork("a1"))) {
      assertThat(texts(connection, "SELECT count(*) FROM action")).containsExactly("6");
    }
    assertThat(reason("a1", "shop.account")).isNotEmpty(); // its grants went with the old image
  }

  private String reason(String uid, String table) {
    return provider.tables(fork(uid)).stream()
        .filter(coverage -> coverage.table().equals(table))
        .findFirst()
        .orElseThrow()
        .reason();
  }

  @Override
  protected StoreUnderTest store() {
    return store;
  }

  @Override
  protected BranchProvider provider() {
    return provider;
  }
}
