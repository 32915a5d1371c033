package dev.hindcast.bench;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.postgresql.PGConnection;

/**
 * The store's database, and the copies people make of it without copy-on-write. {@code pg_dump}
 * refuses servers newer than itself, so the dump is what it does inside: COPY out, COPY in, indexes
 * after the data.
 */
final class BenchDatabase {
  private static final String COPY = "hindcast_bench_copy";
  private static final int PIPE = 1 << 20;

  private final DatabaseSettings store;

  BenchDatabase(DatabaseSettings store) {
    this.store = store;
  }

  void execute(String sql) throws SQLException {
    try (var connection = open(store.url());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  long bytes() throws SQLException {
    return number(store.url(), "SELECT pg_database_size(current_database())");
  }

  long copyBytes() throws SQLException {
    return number(url(COPY), "SELECT pg_database_size(current_database())");
  }

  /** What the store's server and its forks hold on the file system of a folder. */
  long diskUsed(Path folder) throws SQLException, IOException {
    execute("CHECKPOINT");
    var files = Files.getFileStore(folder);
    return isShared(files.type())
        ? files.getTotalSpace() - files.getUnallocatedSpace()
        : number(store.url(), "SELECT sum(pg_database_size(oid)) FROM pg_database");
  }

  // There a fork is files that share blocks: only the file system knows what it costs.
  private static boolean isShared(String type) {
    return "xfs".equals(type) || "btrfs".equals(type);
  }

  /** Copies the database as a template: nobody may be connected to it. */
  void template() throws SQLException {
    try (var connection = open(url("postgres"));
        var statement = connection.createStatement()) {
      var database = database();
      statement.execute("ALTER DATABASE " + database + " ALLOW_CONNECTIONS false");
      try {
        statement.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '"
                + database
                + "'");
        statement.execute("CREATE DATABASE " + COPY + " TEMPLATE " + database);
      } finally {
        statement.execute("ALTER DATABASE " + database + " ALLOW_CONNECTIONS true");
      }
    }
  }

  void dropCopy() throws SQLException {
    try (var connection = open(url("postgres"));
        var statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + COPY + " WITH (FORCE)");
    }
  }

  void dumpAndRestore() throws SQLException, IOException {
    try (var connection = open(url("postgres"));
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + COPY);
    }
    try (var source = open(store.url());
        var target = open(url(COPY));
        var statement = target.createStatement();
        var in = new PipedInputStream(PIPE);
        var rows = new PipedOutputStream(in)) {
      statement.execute(
          """
          CREATE TABLE action (action_id bigint, recorded_xid xid8, workflow_id text COLLATE "C", step int, occurred_at timestamptz,
            tenant text, agent text, model text, operation text, tool text, arguments jsonb, context jsonb, result jsonb, error text,
            erased text[], effect text, rule_id text, bundle_version text, trace_id text, span_id text)""");
      var dump =
          CompletableFuture.runAsync(
              () -> {
                try (rows) {
                  var _ =
                      source
                          .unwrap(PGConnection.class)
                          .getCopyAPI()
                          .copyOut("COPY hindcast.action TO STDOUT", rows);
                } catch (SQLException | IOException e) {
                  throw new UncheckedIOException(new IOException(e));
                }
              });
      var copied =
          target.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY action FROM STDIN", in);
      dump.join();
      if (copied == 0) {
        throw new IllegalStateException("nothing was copied");
      }
      statement.execute("ALTER TABLE action ADD PRIMARY KEY (action_id)");
      statement.execute("ALTER TABLE action ADD UNIQUE (workflow_id, step)");
      statement.execute("CREATE INDEX ON action (recorded_xid)");
    }
  }

  private String database() {
    return store.url().substring(store.url().lastIndexOf('/') + 1);
  }

  private String url(String database) {
    return store.url().substring(0, store.url().lastIndexOf('/') + 1) + database;
  }

  private Connection open(String url) throws SQLException {
    return DriverManager.getConnection(url, store.user(), store.password());
  }

  private long number(String url, String sql) throws SQLException {
    try (var connection = open(url);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
