package dev.hindcast.branch.whole.postgres;

import static dev.hindcast.branch.provider.StoreUnderTest.run;
import static dev.hindcast.branch.provider.StoreUnderTest.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.branch.provider.BundleFile;
import dev.hindcast.branch.provider.BundleRole;
import dev.hindcast.branch.provider.CredentialKey;
import dev.hindcast.branch.provider.Cut;
import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.ForkRequest;
import dev.hindcast.branch.provider.Installation;
import dev.hindcast.branch.provider.LoadedBundle;
import dev.hindcast.branch.provider.StoreUnderTest;
import dev.hindcast.embedded.EmbeddedPostgres;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.tracestore.TraceStoreSchema;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** A whole server as an engine hands it over: everything of the store is still live in it. */
class WholeDatabaseIT {
  private static final CredentialKey KEY = new CredentialKey("a key that is only for tests");
  private static EmbeddedPostgres server;
  private static DatabaseSettings engine;

  private final WholeDatabase whole = new WholeDatabase(KEY);
  private final ForkRequest request =
      new ForkRequest(
          new ForkName("ops", "a1"),
          new Installation(UUID.randomUUID()),
          new Cut.Now(),
          Instant.now());

  @BeforeAll
  static void start() throws SQLException {
    var options = EmbeddedPostgres.Options.throwAway();
    server =
        EmbeddedPostgres.start(
            new EmbeddedPostgres.Options(
                options.folder(), true, 0, options.password(), Map.of("shared_buffers", "32MB")));
    server.createDatabase("ops");
    engine = server.database("ops", 2);
    TraceStoreSchema.migrate(engine);
    try (var connection = open(engine)) {
      run(
          connection,
          """
          CREATE ROLE app LOGIN PASSWORD 'production';
          CREATE SUBSCRIPTION orders CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p WITH (connect = false, slot_name = 'orders');
          CREATE FOREIGN DATA WRAPPER elsewhere;
          CREATE SERVER partner FOREIGN DATA WRAPPER elsewhere;
          CREATE USER MAPPING FOR app SERVER partner;
          CREATE SCHEMA cron; CREATE TABLE cron.job (jobid bigint); INSERT INTO cron.job VALUES (1);
          CREATE SCHEMA shop; CREATE TABLE shop.account (id int PRIMARY KEY); INSERT INTO shop.account VALUES (1)""");
      StoreUnderTest.record(connection, "w", 0, 3);
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void itIsMadeSafeOpenedAndFilledOnce() throws SQLException {
    var store = store();
    var horizon = whole.horizon(store);
    var prepared = whole.prepare(engine, request, horizon);
    assertThat(prepared.untouched()).isEmpty();
    assertThat(whole.prepare(engine, request, horizon).untouched()).isEmpty();
    whole.probe(engine, request.name());
    var login = whole.login(engine, request.name());
    assertThatThrownBy(() -> DriverManager.getConnection(engine.url(), "app", "production"))
        .isInstanceOf(SQLException.class);
    try (var connection =
        DriverManager.getConnection(engine.url(), login.user(), login.password())) {
      assertThat(texts(connection, "SELECT jobid FROM cron.job")).isEmpty();
      assertThat(texts(connection, "SELECT subname FROM pg_subscription")).isEmpty();
      assertThat(texts(connection, "SELECT srvname FROM pg_user_mappings")).isEmpty();
      assertThat(texts(connection, "SELECT count(*) FROM action")).containsExactly("3");
      run(connection, "INSERT INTO action (workflow_id, step, occurred_at) VALUES ('x', 0, now())");
      run(connection, "ALTER TABLE account ADD COLUMN note text");
      for (var forbidden :
          new String[] {
            "DELETE FROM action",
            "TRUNCATE hindcast.action",
            "DROP TABLE hindcast.action",
            "UPDATE loaded_bundle SET role = role",
            "CREATE ROLE r"
          }) {
        assertThatThrownBy(() -> run(connection, forbidden))
            .as(forbidden)
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
      }
    }
    assertThat(whole.load(engine, request.name(), bundle("first"))).isTrue();
    assertThat(whole.load(engine, request.name(), bundle("second"))).isTrue();
    assertThat(whole.bundles(engine, request.name()))
        .extracting(LoadedBundle::digest)
        .containsExactly("second");
    assertThat(whole.load(engine, new ForkName("ops", "other"), bundle("first"))).isFalse();
    assertThat(whole.bundles(engine, new ForkName("ops", "other"))).isEmpty();
    try (var connection = open(engine)) {
      assertThat(texts(connection, "SELECT digest FROM hindcast_b_a1.loaded_bundle"))
          .containsExactly("second");
    }
    assertThat(whole.arrived(store, engine, request.name())).hasValue(1);
    assertThat(whole.prepared(engine, new ForkName("ops", "other"))).isEmpty();
  }

  @Test
  @Timeout(60)
  void noLockThatALoginHoldsKeepsAForkFromBeingPreparedAgain() throws SQLException {
    var name = new ForkName("ops", "a2");
    var again = new ForkRequest(name, request.installation(), new Cut.Now(), Instant.now());
    var first = whole.prepare(engine, again, WholeDatabase.noHorizon());
    var login = whole.login(engine, name);
    try (var session = DriverManager.getConnection(engine.url(), login.user(), login.password())) {
      run(session, "SELECT pg_advisory_lock(hashtextextended('hindcast_b_a2', 0))");
      assertThat(whole.prepare(engine, again, WholeDatabase.noHorizon()).untouched())
          .isEqualTo(first.untouched());
      assertThat(session.isValid(5)).isTrue();
    }
  }

  private static Jdbc store() {
    var source = new PGSimpleDataSource();
    source.setUrl(engine.url());
    source.setUser(engine.user());
    source.setPassword(engine.password());
    return new Jdbc(source, "the store");
  }

  private static java.sql.Connection open(DatabaseSettings settings) throws SQLException {
    return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
  }

  private static BundleFile bundle(String digest) {
    return new BundleFile(
        BundleRole.CANDIDATE,
        "guard",
        "",
        digest,
        "content".getBytes(StandardCharsets.UTF_8),
        Instant.now());
  }
}
