package dev.hindcast.cli.local;

import dev.hindcast.embedded.EmbeddedPostgres;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.tracestore.TraceStoreSchema;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * The two databases of a local cluster, each with an owner of its own: {@code traces}, the
 * operational one that is forked, and {@code control}, the services' own. No service runs as the
 * superuser: it would hide what a login without that right cannot do.
 *
 * @param store login of the trace store's owner; it may create roles, for the logins of branches
 * @param control login of the control database's owner
 */
record LocalDatabases(DatabaseSettings store, DatabaseSettings control) {
  private static final String STORE = "hindcast_store";
  private static final String CONTROL = "hindcast_control";
  private static final int POOL_SIZE = 12;

  /** Makes what is missing; safe to repeat. */
  static LocalDatabases prepare(
      EmbeddedPostgres postgres, Secrets secrets, LocalBranching branching) {
    role(postgres, STORE, secrets.store(), "CREATEROLE");
    role(postgres, CONTROL, secrets.control(), "NOCREATEROLE");
    database(postgres, "traces", STORE);
    database(postgres, "control", CONTROL);
    if (branching.isReflink()) {
      mayBackUp(postgres);
    }
    var databases =
        new LocalDatabases(
            login(postgres, "traces", STORE, secrets.store()),
            login(postgres, "control", CONTROL, secrets.control()));
    TraceStoreSchema.migrate(databases.store);
    return databases;
  }

  // No more than the provider's documentation asks for.
  private static void mayBackUp(EmbeddedPostgres postgres) {
    execute(
        postgres,
        """
        ALTER ROLE %1$s REPLICATION;
        GRANT pg_read_all_settings TO %1$s;
        GRANT EXECUTE ON FUNCTION pg_backup_start(text, boolean), pg_backup_stop(boolean) TO %1$s"""
            .formatted(STORE),
        "traces");
  }

  private static DatabaseSettings login(
      EmbeddedPostgres postgres, String database, String user, String password) {
    return new DatabaseSettings(postgres.database(database, 1).url(), user, password, POOL_SIZE);
  }

  private static void role(EmbeddedPostgres postgres, String name, String password, String right) {
    execute(
        postgres,
        """
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN
            CREATE ROLE %1$s LOGIN %3$s PASSWORD '%2$s';
          END IF;
        END $$
        """
            .formatted(name, password, right),
        "postgres");
  }

  private static void database(EmbeddedPostgres postgres, String name, String owner) {
    postgres.createDatabase(name);
    execute(postgres, "ALTER DATABASE " + name + " OWNER TO " + owner, "postgres");
    execute(postgres, "REVOKE CREATE ON SCHEMA public FROM PUBLIC", name);
  }

  private static void execute(EmbeddedPostgres postgres, String sql, String database) {
    var superuser = postgres.database(database, 1);
    try (var connection =
            DriverManager.getConnection(superuser.url(), superuser.user(), superuser.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("the database " + database + " could not be prepared", e);
    }
  }
}
