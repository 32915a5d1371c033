package dev.hindcast.tracestore.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.tracestore.Stores;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StorePreparationIT {
  private static final Request SHOP = new Request(List.of("shop"), Optional.empty(), false);

  // What the catalogs say of the shop and of everything that preparing adds.
  private static final String SHAPE =
      """
      SELECT format('%s %s %s %s', attrelid::regclass, attname, atttypid::regtype, pg_get_expr(adbin, adrelid))
      FROM pg_attribute JOIN pg_class c ON c.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
      WHERE relnamespace = 'shop'::regnamespace AND attnum > 0 AND NOT attisdropped
      UNION ALL SELECT format('%s %s %s', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'zz%'
      UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg%'
      UNION ALL SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace('hindcast_pin')
      UNION ALL SELECT proname || md5(prosrc) FROM pg_proc WHERE pronamespace = to_regnamespace('hindcast_pin')
      ORDER BY 1""";

  private DatabaseSettings store;

  @BeforeEach
  void open() throws SQLException {
    store = Stores.empty();
    try (var connection = connect()) {
      run(
          connection,
          """
          CREATE SCHEMA shop;
          CREATE TABLE shop.account (id int PRIMARY KEY, "odd ""Name" text, balance numeric(8, 2));
          CREATE TABLE shop.visit (page text);
          CREATE TABLE shop.parcel (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
          CREATE TABLE shop.parcel_1 PARTITION OF shop.parcel FOR VALUES FROM ('2000-01-01') TO ('2020-01-01');
          INSERT INTO shop.account VALUES (1, 'a', 1), (2, 'b', 2)""");
    }
  }

  @Test
  void aPlanChangesNothingAndUndoingLeavesNothing() {
    var before = Stores.texts(store, SHAPE);
    var plan = with(preparation -> preparation.preparation(SHOP));
    assertThat(plan.steps()).extracting(Step::what).contains("shop.account", "shop.parcel");
    assertThat(plan.unfit()).extracting(Unfit::table).containsExactly("shop.visit");
    assertThat(Stores.texts(store, SHAPE)).isEqualTo(before);
    prepare();
    assertThat(Stores.texts(store, SHAPE)).isNotEqualTo(before);
    undo();
    assertThat(Stores.texts(store, SHAPE)).isEqualTo(before);
    assertThat(with(preparation -> preparation.undoing(List.of())).steps()).isEmpty();
  }

  @Test
  void aRepetitionChangesNothingAndTakesUpWhatIsNew() throws SQLException {
    prepare();
    var prepared = Stores.texts(store, SHAPE);
    assertThat(with(preparation -> preparation.preparation(SHOP)).steps()).isEmpty();
    prepare();
    assertThat(Stores.texts(store, SHAPE)).isEqualTo(prepared);
    try (var connection = connect()) {
      run(connection, "ALTER TABLE shop.account ADD COLUMN later text");
      run(
          connection,
          "CREATE TABLE shop.parcel_2 PARTITION OF shop.parcel FOR VALUES FROM ('2020-01-01') TO ('2040-01-01')");
    }
    assertThat(with(preparation -> preparation.preparation(SHOP)).steps())
        .extracting(Step::what)
        .contains("shop.account", "shop.parcel");
    prepare();
    assertThat(with(preparation -> preparation.preparation(SHOP)).steps()).isEmpty();
  }

  @Test
  void noRowIsRewrittenAndTheColumnIsNobodysToSet() throws SQLException {
    var file =
        "SELECT pg_relation_filenode('shop.account') || ' ' || string_agg(ctid::text, ' ') FROM shop.account";
    var before = Stores.text(store, file);
    prepare();
    assertThat(Stores.text(store, file)).isEqualTo(before);
    assertThat(Stores.number(store, "SELECT count(*) FROM shop.account WHERE hindcast_xid IS NULL"))
        .isEqualTo(2);
    try (var connection = connect()) {
      run(connection, "INSERT INTO shop.account (id, hindcast_xid) VALUES (3, '7'), (4, NULL)");
      run(connection, "UPDATE shop.account SET hindcast_xid = '7' WHERE id = 1");
      run(
          connection,
          "INSERT INTO shop.parcel (id, day, hindcast_xid) VALUES (1, '2010-01-01', '7')");
    }
    assertThat(
            Stores.number(
                store,
                "SELECT (SELECT count(*) FROM shop.account WHERE hindcast_xid > '7') + (SELECT count(*) FROM shop.parcel WHERE hindcast_xid > '7')"))
        .isEqualTo(4);
  }

  @Test
  void imagesAreKeptOnlyWhileArmedAndOnceARowAndTransaction() throws SQLException {
    prepare();
    try (var connection = connect()) {
      run(connection, "UPDATE shop.account SET balance = 10 WHERE id = 1");
      run(connection, "SELECT setval('hindcast_pin.armed', 1)");
      connection.setAutoCommit(false);
      run(connection, "UPDATE shop.account SET balance = 11 WHERE id = 1");
      run(connection, "UPDATE shop.account SET balance = 12 WHERE id = 1");
      run(connection, "DELETE FROM shop.account WHERE id = 1");
      var savepoint = connection.setSavepoint();
      run(connection, "DELETE FROM shop.account WHERE id = 2");
      connection.rollback(savepoint);
      connection.commit();
    }
    assertThat(
            Stores.texts(store, "SELECT id || ' ' || balance FROM hindcast_pin.\"shop.account\""))
        .containsExactly("1 10.00");
  }

  @Test
  void aLockThatIsNotGivenIsAskedForShortlyAndNothingIsLeft() throws Exception {
    try (var reader = connect()) {
      reader.setAutoCommit(false);
      run(reader, "SELECT FROM shop.account");
      assertThatThrownBy(this::prepare)
          .isInstanceOfSatisfying(
              FailureException.class,
              e -> assertThat(e.failure()).isInstanceOf(Failure.DependencyUnavailable.class));
      assertThat(
              Stores.number(
                  store,
                  "SELECT count(*) FROM pg_attribute WHERE attrelid = 'shop.account'::regclass AND attname = 'hindcast_xid'"))
          .isZero();
    }
    prepare();
  }

  @Test
  void whatAPublicationSendsElsewhereIsLeftAloneUnlessAskedFor() throws SQLException {
    try (var connection = connect()) {
      run(connection, "CREATE PUBLICATION out FOR TABLE shop.account");
    }
    assertThat(with(preparation -> preparation.preparation(SHOP)).unfit())
        .extracting(Unfit::table)
        .containsExactly("shop.account", "shop.visit");
    var published = new Request(List.of("shop"), Optional.empty(), true);
    assertThat(with(preparation -> preparation.preparation(published)).unfit())
        .extracting(Unfit::table)
        .containsExactly("shop.visit");
  }

  @Test
  void openForksStandInTheWayOfUndoingAndOfNumberingAnew() throws SQLException {
    prepare();
    try (var connection = connect()) {
      run(
          connection,
          "INSERT INTO hindcast_pin.fork (fork, installation, store, uid) VALUES ('hindcast_b_1', 'i', 's', '1')");
      run(connection, "CREATE SCHEMA hindcast_b_1");
    }
    assertThatThrownBy(this::undo).hasMessageContaining("hindcast_b_1");
    assertThatThrownBy(() -> with(StorePreparation::restamping))
        .hasMessageContaining("hindcast_b_1");
  }

  @Test
  void numberingAnewMakesEveryRowOlderThanEveryFork() throws SQLException {
    prepare();
    try (var connection = connect()) {
      run(
          connection,
          "INSERT INTO hindcast.action (workflow_id, step, occurred_at, recorded_xid) VALUES ('w', 0, now(), '99999999')");
      run(connection, "UPDATE shop.account SET balance = 5");
    }
    assertThat(
            Stores.number(
                store, "SELECT count(*) FROM hindcast.action WHERE recorded_xid < '99999999'"))
        .as("a writer's own number is not taken")
        .isEqualTo(1);
    var _ =
        with(
            preparation -> {
              preparation.run(preparation.restamping(), step -> {});
              return true;
            });
    assertThat(Stores.text(store, "SELECT recorded_xid FROM hindcast.action")).isEqualTo("3");
    assertThat(Stores.number(store, "SELECT count(*) FROM shop.account WHERE hindcast_xid IS NULL"))
        .isEqualTo(2);
    assertThat(with(preparation -> preparation.preparation(SHOP)).steps()).isEmpty();
    try (var connection = connect()) {
      run(
          connection,
          "INSERT INTO hindcast.action (workflow_id, step, occurred_at) VALUES ('w', 1, now())");
    }
    assertThat(
            Stores.number(store, "SELECT count(*) FROM hindcast.action WHERE recorded_xid > '3'"))
        .isEqualTo(1);
  }

  @Test
  void schemasOfOthersAreRefused() {
    for (var schema : List.of("pg_catalog", "hindcast_pin", "hindcast_b_1", "a;b", "")) {
      assertThatThrownBy(() -> new Request(List.of(schema), Optional.empty(), false))
          .isInstanceOf(FailureException.class);
    }
    var missing = new Request(List.of("nowhere"), Optional.empty(), false);
    assertThatThrownBy(() -> with(preparation -> preparation.preparation(missing)))
        .hasMessageContaining("nowhere");
  }

  private void prepare() {
    var _ =
        with(
            preparation -> {
              preparation.run(preparation.preparation(SHOP), step -> {});
              return true;
            });
  }

  private void undo() {
    var _ =
        with(
            preparation -> {
              preparation.run(preparation.undoing(List.of()), step -> {});
              return true;
            });
  }

  private <T> T with(Function<StorePreparation, T> work) {
    return StorePreparation.of(store, work::apply);
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(store.url(), store.user(), store.password());
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
