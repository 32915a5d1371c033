package dev.hindcast.worker;

import com.zaxxer.hikari.HikariDataSource;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.branch.v1.BranchConnection;
import dev.hindcast.testkit.TestPostgres;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A trace store of a test's own, and a login through which it is a branch. */
final class TestBranch implements AutoCloseable {
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final DatabaseSettings database = TestPostgres.traceStore();
  private final HikariDataSource pool = Databases.pool(database, "test");
  private final Jdbc jdbc = new Jdbc(pool, "the test database");
  private final String login = "branch_" + COUNTER.incrementAndGet();

  TestBranch() {
    run(
        """
        CREATE SCHEMA branch;
        CREATE VIEW branch.action AS SELECT * FROM hindcast.action;
        CREATE VIEW branch.workflow_outcome AS SELECT * FROM hindcast.workflow_outcome;
        CREATE VIEW branch.policy_activation AS SELECT * FROM hindcast.policy_activation;
        CREATE TABLE branch.loaded_bundle (
          role text, bundle text, version text, digest text, content bytea, loaded_at timestamptz DEFAULT now());
        CREATE ROLE %1$s LOGIN PASSWORD 'secret';
        GRANT USAGE ON SCHEMA branch TO %1$s;
        GRANT SELECT ON ALL TABLES IN SCHEMA branch TO %1$s;
        ALTER ROLE %1$s SET search_path = branch;
        """
            .formatted(login));
  }

  void run(String sql) {
    var _ = jdbc.update(sql, Binder.NONE);
  }

  Jdbc jdbc() {
    return jdbc;
  }

  DatabaseSettings database() {
    return database;
  }

  /** Loads a bundle as the candidate of the branch, under its own digest. */
  void load(BundleSource bundle) {
    load(bundle, bundle.digest());
  }

  /** Loads a bundle under whatever digest. */
  void load(BundleSource bundle, String digest) {
    var _ =
        jdbc.update(
            "INSERT INTO branch.loaded_bundle (role, bundle, version, digest, content)"
                + " VALUES ('candidate', 'guard', '2', ?, ?)",
            statement -> {
              statement.setString(1, digest);
              statement.setBytes(2, bundle.toTarGz());
            });
  }

  /** Makes a bundle the active one of production. */
  void activate(BundleSource bundle) {
    var _ =
        jdbc.update(
            "INSERT INTO hindcast.policy_activation (move_id, bundle, version, digest, content, activated_at)"
                + " VALUES (gen_random_uuid(), 'guard', '1', ?, ?, now())",
            statement -> {
              statement.setString(1, bundle.digest());
              statement.setBytes(2, bundle.toTarGz());
            });
  }

  BranchConnection connection() {
    var server = TestPostgres.server();
    var name = database.url().substring(database.url().lastIndexOf('/') + 1);
    return BranchConnection.newBuilder()
        .setHost("127.0.0.1")
        .setPort(server.port())
        .setDatabase(name)
        .setUser(login)
        .setPassword("secret")
        .setSchema("branch")
        .build();
  }

  /** How many connections the branch's login has now. */
  long connections() {
    return jdbc.query(
            "SELECT count(*) FROM pg_stat_activity WHERE usename = '" + login + "'",
            Binder.NONE,
            row -> row.getLong(1))
        .getFirst();
  }

  /** How many connections its login may have from now on. */
  void allow(int connections) {
    run("ALTER ROLE %s CONNECTION LIMIT %d".formatted(login, connections));
  }

  /** The branch is gone: its login, and every session of it. */
  void drop() {
    run("DROP OWNED BY %1$s; DROP ROLE %1$s".formatted(login));
    var _ =
        jdbc.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '"
                + login
                + "'",
            Binder.NONE,
            row -> row.getBoolean(1));
  }

  long count(String condition) {
    return jdbc.query(
            "SELECT count(*) FROM hindcast.action WHERE " + condition,
            Binder.NONE,
            row -> row.getLong(1))
        .getFirst();
  }

  List<Long> ids() {
    return jdbc.query(
        "SELECT action_id FROM hindcast.action ORDER BY 1", Binder.NONE, row -> row.getLong(1));
  }

  @Override
  public void close() {
    pool.close();
  }
}
