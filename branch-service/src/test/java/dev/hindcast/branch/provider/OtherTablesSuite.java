package dev.hindcast.branch.provider;

import static dev.hindcast.branch.provider.StoreUnderTest.run;
import static dev.hindcast.branch.provider.StoreUnderTest.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is promised of tables beside the traces: a fork holds them as they were at the cut, though
 * production goes on updating them, and ordinary SQL works on them in the fork.
 */
public abstract class OtherTablesSuite {
  protected final Installation installation = new Installation(UUID.randomUUID());

  /** Called first: opens a store without any other table. */
  protected abstract void openStore() throws SQLException;

  /** The store of this test. */
  protected abstract StoreUnderTest store();

  /** A provider that forks that store with the schemas {@code shop} and {@code billing}. */
  protected abstract BranchProvider provider();

  /** Called once the shop is there, before the first fork: what the provider needs of its owner. */
  protected abstract void prepareShop() throws SQLException;

  /** A session in a fork that finds the shop's tables by their own names. */
  protected Connection open(Fork fork) throws SQLException {
    return store().open(provider().connect(fork));
  }

  @BeforeEach
  final void openTheShop() throws SQLException {
    openStore();
    Shop.create(store());
    prepareShop();
  }

  @Test
  void theForkKeepsWhatProductionUpdatesAndDeletes() throws Exception {
    List<String> cut;
    Fork fork;
    try (var reader = store().open()) {
      reader.setAutoCommit(false);
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      cut = Shop.contents(reader, "shop.");
      fork = fork("a1");
    }
    assertThat(shopIn(fork)).hasSize(40 + 100 + 20).isEqualTo(cut);
    change(store());
    assertThat(shopIn(fork)).isEqualTo(cut);
    try (var connection = open(fork)) {
      assertThat(texts(connection, "SELECT balance FROM account WHERE id = 1"))
          .containsExactly("100.00");
      assertThat(texts(connection, "SELECT balance FROM account WHERE owner = 'owner2'"))
          .containsExactly("100.00");
      assertThat(texts(connection, "SELECT count(*) FROM rich")).containsExactly("0");
      assertThat(
              texts(
                  connection,
                  "SELECT sum(total)::int FROM \"order\" JOIN account a ON a.id = account_id"))
          .containsExactly("50500");
    }
    var later = fork("a2");
    try (var connection = open(later)) {
      assertThat(texts(connection, "SELECT count(*) FROM rich")).doesNotContain("0");
    }
    try (var reader = store().open()) {
      assertThat(shopIn(later)).isEqualTo(Shop.contents(reader, "shop."));
    }
    change(store());
    assertThat(shopIn(fork)).isEqualTo(cut);
  }

  @Test
  void whatIsOpenAcrossTheCutStaysOut() throws Exception {
    var earlier = fork("a0");
    try (var plain = store().open();
        var nested = store().open();
        var repeatable = store().open();
        var reader = store().open()) {
      plain.setAutoCommit(false);
      run(plain, "UPDATE shop.account SET balance = 1 WHERE id = 1");
      nested.setAutoCommit(false);
      var savepoint = nested.setSavepoint();
      run(nested, "UPDATE shop.account SET balance = 2 WHERE id = 2");
      run(nested, "DELETE FROM shop.parcel WHERE id = 2");
      nested.releaseSavepoint(savepoint);
      repeatable.setAutoCommit(false);
      repeatable.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      assertThat(texts(repeatable, "SELECT balance FROM shop.account WHERE id = 3"))
          .containsExactly("100.00"); // its snapshot is older than the cut
      try (var connection = store().open()) {
        run(connection, "UPDATE shop.account SET balance = 4 WHERE id = 4");
      }
      reader.setAutoCommit(false);
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      var cut = Shop.contents(reader, "shop.");
      var fork = fork("a1");
      assertThat(shopIn(fork)).isEqualTo(cut);
      run(plain, "UPDATE shop.account SET balance = 11 WHERE id = 1");
      plain.commit();
      run(nested, "DELETE FROM shop.account WHERE id = 2");
      nested.commit();
      run(repeatable, "UPDATE shop.account SET balance = 33 WHERE id = 3");
      run(repeatable, "DELETE FROM shop.account WHERE id = 30");
      repeatable.commit();
      assertThat(shopIn(fork)).isEqualTo(cut);
      try (var connection = open(earlier)) {
        assertThat(texts(connection, "SELECT DISTINCT balance FROM account"))
            .containsExactly("100.00");
      }
    }
  }

  @Test
  void theCutIsConsistentWhileEightWritersUpdateDeleteAndInsert() throws Exception {
    var seed = new SplittableRandom().nextLong();
    var seen = new ArrayList<List<String>>();
    var forks = new ArrayList<Fork>();
    try (var writers = new ShopWriters(store(), 8, seed)) {
      for (int round = 0; round < 6; round++) {
        writers.awaitTransactions(60);
        var before = writers.ended();
        var fork = fork("r" + round);
        var after = writers.asked();
        var early = shopIn(fork);
        checkNumbers(fork, before, after, seed);
        if (round < 3) {
          // The last fork goes, and with it all that was kept: the next begins from nothing.
          writers.awaitTransactions(60);
          assertThat(shopIn(fork)).as("seed %d", seed).isEqualTo(early);
          assertThat(provider().delete(fork.name())).isInstanceOf(Release.Released.class);
        } else {
          forks.add(fork);
          seen.add(early);
        }
      }
      writers.awaitTransactions(200);
      assertThat(provider().delete(forks.getFirst().name())).isInstanceOf(Release.Released.class);
      writers.awaitTransactions(100);
      for (int i = 1; i < forks.size(); i++) {
        assertThat(shopIn(forks.get(i))).as("seed %d", seed).isEqualTo(seen.get(i));
      }
      writers.stop();
      for (int i = 1; i < forks.size(); i++) {
        assertThat(shopIn(forks.get(i))).as("seed %d", seed).isEqualTo(seen.get(i));
      }
    }
  }

  private void checkNumbers(Fork fork, List<Integer> before, List<Integer> after, long seed)
      throws SQLException {
    try (var connection = open(fork)) {
      connection.setAutoCommit(false);
      assertThat(texts(connection, "SELECT count(*) FROM account")).containsExactly("40");
      assertThat(texts(connection, "SELECT sum(balance) FROM account WHERE id > 10"))
          .as("money moves, and nothing of it is lost; seed %d", seed)
          .containsExactly("3000.00");
      for (int writer = 0; writer < before.size(); writer++) {
        var number =
            texts(
                connection,
                """
                SELECT DISTINCT coalesce(n, '0') FROM (
                  SELECT note FROM account WHERE owner = 'owner%1$d'
                  UNION ALL SELECT nullif(state, 'packed') FROM parcel WHERE id = %1$d
                  UNION ALL SELECT max(quantity)::text FROM "order" WHERE price = 7 AND account_id = %1$d) AS numbers (n)"""
                    .formatted(writer + 1));
        assertThat(number).as("whole transactions, seed %d", seed).hasSize(1);
        assertThat(Integer.parseInt(number.getFirst()))
            .as("writer %d, seed %d", writer, seed)
            .isBetween(before.get(writer), after.get(writer));
      }
    }
  }

  @Test
  void ordinarySqlWorksInAForkAndStaysThere() throws Exception {
    var fork = fork("a1");
    var sibling = fork("a2");
    var untouched = shopIn(sibling);
    List<String> parent;
    try (var reader = store().open()) {
      parent = Shop.contents(reader, "shop.");
    }
    try (var connection = open(fork)) {
      assertThat(
              texts(
                  connection,
                  "INSERT INTO account (owner, balance) VALUES ('mine', 5) RETURNING id || ' ' || tags::text"))
          .containsExactly("41 {}");
      assertThat(
              texts(
                  connection,
                  "INSERT INTO \"order\" (account_id, quantity, price) VALUES (41, 3, 2.5) RETURNING id || ' ' || total"))
          .containsExactly("101 7.50");
      assertThat(
              texts(
                  connection,
                  "UPDATE account SET balance = balance + 1 WHERE id IN (1, 41) RETURNING balance"))
          .containsExactlyInAnyOrder("101.00", "6.00");
      run(connection, "UPDATE account SET balance = balance * 2 WHERE id IN (1, 41)");
      assertThat(
              texts(connection, "UPDATE \"order\" SET quantity = 2 WHERE id = 1 RETURNING total"))
          .containsExactly("20.00");
      run(connection, "DELETE FROM \"order\" WHERE account_id = 3");
      run(connection, "DELETE FROM account WHERE id = 3");
      run(connection, "INSERT INTO account (owner, balance) VALUES ('owner3', 1)");
      run(connection, "UPDATE parcel SET day = '2035-01-01', id = 200 WHERE id = 2");
      assertThat(texts(connection, "SELECT balance FROM account WHERE id IN (1, 41) ORDER BY id"))
          .containsExactly("202.00", "12.00");
      assertThat(texts(connection, "SELECT owner FROM rich")).containsExactly("owner1");
      run(connection, "UPDATE rich SET balance = 300 WHERE id = 1");
      assertThat(texts(connection, "SELECT DISTINCT owner FROM rich_order"))
          .containsExactly("owner1");
      assertThat(texts(connection, "SELECT id FROM parcel WHERE id IN (2, 200)"))
          .containsExactly("200");
      refused(connection, "INSERT INTO account (owner, balance) VALUES ('owner1', 1)", "23505");
      refused(connection, "UPDATE account SET owner = 'owner1' WHERE id = 2", "23505");
      refused(connection, "UPDATE account SET balance = -1 WHERE id = 2", "23514");
      refused(connection, "INSERT INTO account (owner) VALUES (NULL)", "23502");
      refused(connection, "INSERT INTO parcel VALUES (4, '2010-05-05', 'again')", "23505");
      run(connection, "INSERT INTO visit (page) VALUES ('/mine')");
      run(connection, "UPDATE visit SET page = '/ours' WHERE page = '/mine'");
      assertThat(texts(connection, "SELECT count(*) FROM visit WHERE page = '/ours'"))
          .containsExactly("1");
      run(connection, "INSERT INTO cache VALUES ('k', 'v')");
    }
    change(store());
    try (var connection = open(fork)) {
      assertThat(texts(connection, "SELECT balance FROM account WHERE id = 1"))
          .containsExactly("300.00");
      assertThat(texts(connection, "SELECT count(*) FROM account WHERE id = 3"))
          .containsExactly("0");
      assertThat(texts(connection, "SELECT count(*) FROM account")).containsExactly("41");
    }
    assertThat(shopIn(sibling)).isEqualTo(untouched);
    assertThat(untouched).isEqualTo(parent);
  }

  @Test
  void nothingThatAForkWritesReachesTheStore() throws Exception {
    List<String> parent;
    try (var reader = store().open()) {
      parent = Shop.contents(reader, "shop.");
    }
    var fork = fork("a1");
    try (var connection = open(fork)) {
      run(connection, "DELETE FROM \"order\"");
      run(connection, "DELETE FROM account");
      run(connection, "UPDATE parcel SET state = 'lost'");
      assertThat(texts(connection, "SELECT count(*) FROM account")).containsExactly("0");
    }
    try (var reader = store().open()) {
      assertThat(Shop.contents(reader, "shop.")).isEqualTo(parent);
    }
    var again = provider().reset(fork).orElseThrow();
    assertThat(shopIn(again)).isEqualTo(parent);
  }

  @Test
  void columnsAndTheirOrderAreTheStores() throws Exception {
    var shape =
        """
        SELECT a.attname || ' ' || a.atttypid::regtype FROM pg_attribute a
        WHERE a.attrelid = '%s'::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum""";
    var fork = fork("a1");
    try (var parent = store().open();
        var connection = open(fork)) {
      for (var table : List.of("account", "\"order\"", "parcel", "visit", "rich", "rich_order")) {
        assertThat(texts(connection, shape.formatted(table)))
            .as(table)
            .isNotEmpty()
            .isEqualTo(texts(parent, shape.formatted("shop." + table)));
      }
    }
  }

  @Test
  void whatCannotBePinnedIsSaidBeforeItIsUsed() throws Exception {
    var fork = fork("a1");
    var tables = tables(fork);
    if (tables.isEmpty()) {
      return; // the engine forks the whole database
    }
    assertThat(tables)
        .containsKeys("shop.account", "shop.order", "shop.parcel", "shop.visit", "shop.cache");
    for (var pinned : List.of("shop.account", "shop.order", "shop.parcel", "billing.account")) {
      assertThat(tables.get(pinned).kind())
          .as("%s: %s", pinned, tables.get(pinned).reason())
          .isEqualTo(TableCoverage.Kind.PINNED);
    }
    for (var loose : List.of("shop.visit", "shop.cache")) {
      assertThat(tables.get(loose).kind()).isEqualTo(TableCoverage.Kind.NOT_PINNED);
      assertThat(tables.get(loose).reason()).isNotBlank();
    }
    try (var connection = store().open()) {
      run(connection, "TRUNCATE shop.\"order\""); // production is never refused it
      run(connection, "DROP TABLE shop.parcel_old");
    }
    var after = tables(fork);
    assertThat(after.get("shop.order").kind()).isEqualTo(TableCoverage.Kind.NOT_PINNED);
    assertThat(after.get("shop.order").reason()).contains("truncated");
    assertThat(after.get("shop.parcel").kind()).isEqualTo(TableCoverage.Kind.NOT_PINNED);
    assertThat(after.get("shop.account").kind()).isEqualTo(TableCoverage.Kind.PINNED);
    assertThat(tables(fork("a2")).get("shop.order").kind()).isEqualTo(TableCoverage.Kind.PINNED);
  }

  /** Updates, deletions and insertions of every kind in production. */
  private static void change(StoreUnderTest store) throws SQLException {
    try (var connection = store.open()) {
      run(connection, "UPDATE shop.account SET balance = balance + 50, note = 'changed'");
      run(connection, "UPDATE shop.account SET balance = balance + 1 WHERE id % 3 = 0");
      run(connection, "DELETE FROM shop.account WHERE id % 10 = 5"); // orders go with them
      run(
          connection,
          "INSERT INTO shop.account (owner, balance) VALUES ('later' || random(), 1000)");
      run(connection, "UPDATE shop.\"order\" SET quantity = quantity + 1, price = 11");
      run(
          connection,
          "UPDATE shop.parcel SET day = CASE WHEN day < '2020-01-01' THEN date '2031-01-01' ELSE '2011-01-01' END, state = 'sent'");
      run(connection, "UPDATE shop.parcel SET id = id + 1000 WHERE id = 7");
      connection.setAutoCommit(false);
      run(connection, "UPDATE shop.account SET note = 'rolled back'");
      connection.rollback();
    }
  }

  private Map<String, TableCoverage> tables(Fork fork) {
    return provider().tables(fork).stream()
        .collect(Collectors.toMap(TableCoverage::table, Function.identity()));
  }

  private List<String> shopIn(Fork fork) throws SQLException {
    try (var connection = open(fork)) {
      return Shop.contents(connection, "");
    }
  }

  protected final ForkRequest request(String uid) {
    return new ForkRequest(
        new ForkName(store().id(), uid + "x" + installation.id().toString().substring(0, 8)),
        installation,
        new Cut.Now(),
        Instant.now().plus(Duration.ofHours(1)));
  }

  protected final Fork fork(String uid) {
    return switch (provider().fork(request(uid))) {
      case ForkOutcome.Forked(var fork) -> fork;
      case ForkOutcome.Refused(var reason) -> throw new AssertionError(reason);
    };
  }

  private static void refused(Connection connection, String sql, String state) {
    assertThatThrownBy(() -> run(connection, sql))
        .as(sql)
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> assertThat(e.getSQLState()).as(sql + ": " + e.getMessage()).isEqualTo(state));
  }
}
