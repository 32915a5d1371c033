package dev.hindcast.branch.remote.fake;

import dev.hindcast.embedded.EmbeddedPostgres;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A server behind a fake's branch. It is being copied while the fake already says that it is there,
 * as real engines do; {@link #port} is closed until then.
 */
public final class FakeBranch implements AutoCloseable {
  private final CopiedServers servers;
  private final String lsn;
  private CompletableFuture<EmbeddedPostgres> server;
  private String user = EmbeddedPostgres.SUPERUSER;
  private String password = "hindcast";
  private long start;
  private int closedFor = 2;

  FakeBranch(CopiedServers servers, String lsn) {
    this.servers = servers;
    this.lsn = lsn;
    begin();
  }

  private void begin() {
    server = new CompletableFuture<>();
    var copying = server;
    var _ =
        Thread.startVirtualThread(
            () -> {
              try {
                copying.complete(servers.copy(lsn));
              } catch (RuntimeException e) {
                copying.completeExceptionally(e);
              }
            });
  }

  /** Throws away what is there and copies again. */
  public synchronized void reset() {
    close();
    user = EmbeddedPostgres.SUPERUSER;
    password = "hindcast";
    start = 0;
    closedFor = 2;
    begin();
  }

  /**
   * Its port; for a while one that refuses connections, though the engine says that all is well.
   */
  public synchronized int port() {
    return server.isDone() && closedFor-- <= 0 ? server.join().port() : 1;
  }

  public synchronized String password() {
    return password;
  }

  /** Gives a login of the engine's, which the fake itself uses from now on. */
  public synchronized void login(String name, String secret) {
    try (var connection = open("postgres")) {
      CopiedServers.run(
          connection,
          name.equals(user)
              ? "ALTER ROLE \"" + name + "\" PASSWORD '" + secret + "'"
              : "CREATE ROLE \"" + name + "\" SUPERUSER LOGIN PASSWORD '" + secret + "'");
      user = name;
      password = secret;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public synchronized long logicalBytes() {
    return number("SELECT sum(pg_database_size(oid))::bigint FROM pg_database");
  }

  /** Bytes of log since it was first asked. */
  public synchronized long writtenBytes() {
    var now = number("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint");
    if (start == 0) {
      start = now;
    }
    return now - start;
  }

  public boolean isDone() {
    return server.isDone();
  }

  private long number(String sql) {
    if (!server.isDone()) {
      return 0;
    }
    try (var connection = open("postgres");
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Connection open(String database) throws SQLException {
    DatabaseSettings settings = server.join().database(database, 1);
    return DriverManager.getConnection(settings.url(), user, password);
  }

  @Override
  public void close() {
    try {
      server.join().close();
    } catch (CompletionException e) {
      throw new AssertionError("a copy could not be made", e.getCause());
    }
  }
}
