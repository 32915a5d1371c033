package dev.hindcast.branch.remote.fake;

import dev.hindcast.branch.provider.FastFolder;
import dev.hindcast.embedded.EmbeddedPostgres;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.tracestore.TraceStoreSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A production server, and servers that are whole copies of it at a position of its log: a base
 * backup, the log since then, recovery up to the position, promotion. What fakes put behind their
 * branches.
 */
public final class CopiedServers implements AutoCloseable {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final String TEMPLATE = "prepared";
  private static final Map<String, String> SMALL =
      Map.of(
          "shared_buffers", "16MB",
          "synchronous_commit", "on",
          "wal_keep_size", "4GB",
          "min_wal_size", "32MB",
          "autovacuum", "off",
          "max_connections", "60",
          "log_min_messages", "fatal");

  private final Path folder;
  private final EmbeddedPostgres parent;
  private final ConcurrentSkipListMap<Instant, String> marks = new ConcurrentSkipListMap<>();
  private Path base;
  private String firstSegment = "";

  private CopiedServers(Path folder, EmbeddedPostgres parent) {
    this.folder = folder;
    this.parent = parent;
  }

  /** Starts the production server. */
  public static CopiedServers start() {
    var folder = folder();
    var parent =
        EmbeddedPostgres.start(
            new EmbeddedPostgres.Options(folder, true, 0, EmbeddedPostgres.SUPERUSER, SMALL));
    parent.createDatabase(TEMPLATE);
    TraceStoreSchema.migrate(parent.database(TEMPLATE, 1));
    return new CopiedServers(folder, parent);
  }

  private static Path folder() {
    try {
      return FastFolder.create();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An empty trace store in a database of its own, and a base backup that holds it. */
  public DatabaseSettings store() {
    var name = "store_" + DATABASES.incrementAndGet();
    try (var connection = open("postgres")) {
      run(connection, "CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
      backUp(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return parent.database(name, 8);
  }

  /** Ends with a test's store. */
  public void drop(DatabaseSettings store) {
    try (var connection = open("postgres")) {
      var name = store.url().substring(store.url().lastIndexOf('/') + 1);
      run(connection, "DROP DATABASE " + name + " WITH (FORCE)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void backUp(Connection connection) throws SQLException {
    var target = folder.resolve("base-" + DATABASES.get());
    var data = folder.resolve("data");
    try {
      Files.createDirectory(target);
      run(connection, "SELECT pg_backup_start('fake', true)");
      shell(
          """
          cd "$1" && ls -A | grep -vxE 'pg_wal|postmaster\\.(pid|opts)|pg_replslot|postgresql\\.auto\\.conf' | \
            xargs -I{} cp -a {} "$2/" && mkdir -p "$2/pg_wal" "$2/pg_replslot" && \
            chown --reference=. "$2/pg_wal" "$2/pg_replslot" && chmod 700 "$2/pg_wal" "$2/pg_replslot" \
            && touch "$2/recovery.signal" "$2/postgresql.auto.conf" && chown --reference=. "$2"/*.*\
          """,
          data.toString(),
          target.toString());
      String label;
      try (var statement = connection.createStatement();
          var row = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
        row.next();
        label = row.getString(1);
      }
      Files.writeString(target.resolve("backup_label"), label);
      Files.setOwner(target.resolve("backup_label"), Files.getOwner(data));
      firstSegment = label.replaceAll("(?s).*file ([0-9A-F]{24})\\).*", "$1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (base != null) {
      shell("rm -rf \"$1\"", base.toString());
    }
    base = target;
  }

  /** Where the production server's log is now. */
  public String position() {
    try (var connection = open("postgres");
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT pg_current_wal_flush_lsn()::text")) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Remembers where the log is now, as an engine does for every moment. */
  public Instant mark() {
    var now = Instant.now();
    marks.put(now, position());
    return now;
  }

  /** Where the log was at a moment. */
  public String positionAt(Instant time) {
    return marks.floorEntry(time).getValue();
  }

  /** A branch of it, which is copied while the caller goes on. */
  public FakeBranch branch(String lsn) {
    return new FakeBranch(this, lsn);
  }

  /** A copy that holds what was committed before a position of the log, and no more. */
  EmbeddedPostgres copy(String lsn) {
    try (var connection = open("postgres")) {
      // Recovery stops when it meets a record beyond the position: there must be one.
      run(connection, "SELECT pg_logical_emit_message(true, 'fake', 'beyond')");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    var home = folder();
    var target = home.resolve("data");
    var command = new ArrayList<>(List.of(base.toString(), target.toString()));
    try (Stream<Path> segments = Files.list(folder.resolve("data/pg_wal"))) {
      segments
          .filter(segment -> segment.getFileName().toString().matches("[0-9A-F]{24}"))
          .filter(segment -> segment.getFileName().toString().compareTo(firstSegment) >= 0)
          .forEach(segment -> command.add(segment.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    shell(
        "from=$1; to=$2; shift 2; cp -a \"$from\" \"$to\" && chmod 700 \"$to\" && cp -a \"$@\""
            + " \"$to/pg_wal/\"",
        command.toArray(String[]::new));
    var settings = new java.util.TreeMap<>(SMALL);
    settings.put("restore_command", "false");
    settings.put("recovery_target_lsn", lsn);
    settings.put("recovery_target_inclusive", "off");
    settings.put("recovery_target_action", "promote");
    settings.put("hot_standby", "off");
    settings.put("archive_mode", "off");
    settings.put("wal_keep_size", "0");
    settings.put("max_logical_replication_workers", "0");
    return EmbeddedPostgres.start(
        new EmbeddedPostgres.Options(home, true, 0, EmbeddedPostgres.SUPERUSER, settings));
  }

  private Connection open(String database) throws SQLException {
    var settings = parent.database(database, 1);
    return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
  }

  static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void shell(String script, String... arguments) {
    var command = new ArrayList<>(List.of("sh", "-ec", script, "copy"));
    command.addAll(List.of(arguments));
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var output =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("a copy failed: " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    parent.close();
  }
}
