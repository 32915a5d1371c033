package dev.hindcast.branch.reflink.postgres;

import dev.hindcast.branch.fork.postgres.ForkLogins;
import dev.hindcast.branch.provider.CredentialKey;
import dev.hindcast.branch.reflink.server.ForkServer;
import dev.hindcast.branch.reflink.server.ServerSettings;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.SqlFailures;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Our own way into forks' servers: a superuser that only a fork has. */
final class ForkDatabase {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final CredentialKey key;

  ForkDatabase(CredentialKey key) {
    this.key = key;
  }

  /**
   * Makes that superuser, for the single-user mode. Triggers on events of the parent are not for
   * what we do.
   */
  String makeSuperuser(String uid) {
    return """
        DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '%1$s') THEN CREATE ROLE %1$s; END IF; END $$;

        ALTER ROLE %1$s RESET ALL;

        ALTER ROLE %1$s SUPERUSER LOGIN CONNECTION LIMIT -1 VALID UNTIL 'infinity' PASSWORD '%2$s';

        ALTER ROLE %1$s SET session_replication_role = replica;

        ALTER ROLE %1$s SET default_transaction_read_only = off;

        ALTER ROLE %1$s SET statement_timeout = 0;
        """
        .formatted(ServerSettings.SUPERUSER, ForkLogins.verifier(password(uid)));
  }

  DatabaseSettings engine(String uid, int port, String database) {
    return new DatabaseSettings(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?sslmode=disable",
        ServerSettings.SUPERUSER,
        password(uid),
        1);
  }

  /**
   * Returns when the server answers and recovery is over; a server that says that it has started
   * may still recover.
   *
   * @param alive whether its process is there
   * @throws ForkServer.ServerException if it ended meanwhile
   */
  void awaitReady(DatabaseSettings engine, ForkServer server, BooleanSupplier alive)
      throws IOException {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      if (ForkServer.isReady(server.folder()) && answers(engine)) {
        return;
      }
      if (!alive.getAsBoolean()) {
        throw server.failed("the start of a fork's server");
      }
      pause();
    }
    throw new FailureException(new Failure.DependencyUnavailable("the branch"));
  }

  private static boolean answers(DatabaseSettings engine) {
    try (var connection = open(engine);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT NOT pg_is_in_recovery()")) {
      return rows.next() && rows.getBoolean(1);
    } catch (SQLException notYet) {
      return false;
    }
  }

  /** Ends transactions that were prepared at the cut: nobody will, and they hold locks. */
  void endPrepared(String uid, int port, String database) {
    record Prepared(String gid, String database) {}
    var all = new ArrayList<Prepared>();
    try (var connection = open(engine(uid, port, database));
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery("SELECT quote_literal(gid), database FROM pg_prepared_xacts")) {
      while (rows.next()) {
        all.add(new Prepared(rows.getString(1), rows.getString(2)));
      }
    } catch (SQLException e) {
      throw SqlFailures.exception(e, "the branch");
    }
    for (var prepared : all) {
      execute(engine(uid, port, prepared.database()), "ROLLBACK PREPARED " + prepared.gid());
    }
  }

  /** Brings everything that was written into files. */
  void checkpoint(DatabaseSettings engine) {
    execute(engine, "CHECKPOINT");
  }

  private static void execute(DatabaseSettings engine, String sql) {
    try (var connection = open(engine);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw SqlFailures.exception(e, "the branch");
    }
  }

  private static Connection open(DatabaseSettings engine) throws SQLException {
    return DriverManager.getConnection(engine.url(), engine.user(), engine.password());
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private String password(String uid) {
    return key.password("superuser of " + uid);
  }
}
