package dev.hindcast.branch.reflink.postgres;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.reflink.RefusedException;
import dev.hindcast.branch.reflink.server.BackupEnd;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.SqlFailures;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;

/**
 * The parent's side of a fork: an online backup, in one session of its own. Whatever ends that
 * session ends the backup and drops its slot, which is temporary.
 */
final class LiveBackup {
  private static final int TERMINATE_MILLIS = 5_000;
  private static final int ROUNDS = 3;

  private final DatabaseSettings store;
  private final int version;

  LiveBackup(DatabaseSettings store, int version) {
    this.store = requireNonNull(store);
    this.version = version;
  }

  /** What is done while the parent is in backup mode. */
  interface Work {
    /** Copies the files. */
    void copy() throws IOException;

    /** Copies the log, which the slot keeps. */
    void complete(BackupEnd end) throws IOException;
  }

  static RefusedException privileges() {
    return new RefusedException(
        "the service's login on the store must be a superuser, or have REPLICATION, the role pg_read_all_settings and EXECUTE on pg_backup_start and pg_backup_stop");
  }

  BackupEnd run(String slot, Work work) throws IOException {
    try (var connection =
        DriverManager.getConnection(store.url(), store.user(), store.password())) {
      execute(connection, "SET statement_timeout = 0");
      execute(connection, "SET idle_in_transaction_session_timeout = 0");
      execute(connection, "SET lock_timeout = '10s'");
      dropSlot(connection, slot);
      execute(connection, "SELECT pg_create_physical_replication_slot('" + slot + "', true, true)");
      connection.setAutoCommit(false);
      // Were a tablespace made meanwhile, recovery would make it again in the parent's own place.
      if (isSuperuser(connection)) {
        execute(connection, "LOCK TABLE pg_catalog.pg_tablespace IN SHARE MODE");
      }
      var tablespaces = tablespaces(connection);
      var first =
          one(
              connection,
              "SELECT pg_walfile_name(%s)"
                  .formatted(
                      version >= Parent.BACKUP_START
                          ? "pg_backup_start('" + slot + "', true)"
                          : "pg_start_backup('" + slot + "', true, false)"));
      work.copy();
      var end = stop(connection, first);
      if (!tablespaces.equals(tablespaces(connection))) {
        throw new SQLException("tablespaces changed meanwhile", "40001");
      }
      connection.commit();
      connection.setAutoCommit(true);
      work.complete(end);
      execute(connection, "SELECT pg_drop_replication_slot('" + slot + "')");
      return end;
    } catch (SQLException e) {
      if ("42501".equals(e.getSQLState())) {
        throw privileges();
      }
      throw SqlFailures.exception(e, "the store");
    }
  }

  private BackupEnd stop(Connection connection, String first) throws SQLException {
    var function =
        version >= Parent.BACKUP_START ? "pg_backup_stop(false)" : "pg_stop_backup(false, false)";
    // The record at which recovery stops may lie in the next segment.
    try (var statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT lsn::text, clock_timestamp(), labelfile,
                  pg_walfile_name(lsn + pg_size_bytes(current_setting('wal_segment_size'))::numeric)
                FROM %s"""
                    .formatted(function))) {
      row.next();
      return new BackupEnd(
          row.getString(1),
          row.getObject(2, OffsetDateTime.class).toInstant(),
          row.getString(3),
          first,
          row.getString(4));
    }
  }

  /** Ends the session of a backup that its process left behind, and with it its slot. */
  static void dropSlot(Connection connection, String slot) throws SQLException {
    for (int round = 0; round < ROUNDS; round++) {
      var left =
          one(
              connection,
              """
              SELECT CASE WHEN active_pid IS NULL THEN 'slot' ELSE pg_terminate_backend(active_pid, %d)::text END
              FROM pg_replication_slots WHERE slot_name = '%s'"""
                  .formatted(TERMINATE_MILLIS, slot));
      if (left == null) {
        return;
      }
      if (left.equals("slot")) {
        execute(connection, "SELECT pg_drop_replication_slot('" + slot + "')");
      }
    }
    throw new SQLException("the slot " + slot + " stays in use", "55006");
  }

  private static boolean isSuperuser(Connection connection) throws SQLException {
    return "on".equals(one(connection, "SHOW is_superuser"));
  }

  private static String tablespaces(Connection connection) throws SQLException {
    return String.valueOf(
        one(
            connection,
            "SELECT string_agg(oid || ' ' || pg_tablespace_location(oid), ',' ORDER BY oid) FROM pg_tablespace"));
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
