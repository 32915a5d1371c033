package dev.hindcast.ingest;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.testkit.TestPostgres;
import dev.hindcast.tracestore.IngestGrants;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A trace store, its owner, and the login of a receiver that may do no more than it needs. */
public record ReceivingStore(DatabaseSettings owner, DatabaseSettings login) {
  private static final AtomicInteger COUNTER = new AtomicInteger();

  /** A store of the test's own on the server that all tests share. */
  public static ReceivingStore make() {
    return in(TestPostgres.traceStore());
  }

  /** With a login for a store that is there. */
  public static ReceivingStore in(DatabaseSettings owner) {
    var name = "receiver_" + COUNTER.incrementAndGet();
    execute(owner, "CREATE ROLE " + name + " LOGIN PASSWORD 'only to append'");
    IngestGrants.grant(owner, name);
    return new ReceivingStore(owner, new DatabaseSettings(owner.url(), name, "only to append", 2));
  }

  /** Settings of a gateway that receives for it. */
  public Map<String, Object> settings(String id) {
    var prefix = "hindcast.gateway.ingest.stores." + id;
    return Map.of(
        prefix + ".url", login.url(),
        prefix + ".user", login.user(),
        prefix + ".password", login.password());
  }

  /** Rows of a query, columns separated by {@code |}. */
  public List<String> rows(String sql) {
    try (var connection = DriverManager.getConnection(owner.url(), owner.user(), owner.password());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var all = new ArrayList<String>();
      while (rows.next()) {
        var columns = rows.getMetaData().getColumnCount();
        var row = rows;
        all.add(
            IntStream.rangeClosed(1, columns)
                .mapToObj(
                    i -> {
                      try {
                        return String.valueOf(row.getString(i));
                      } catch (SQLException e) {
                        throw new IllegalStateException(e);
                      }
                    })
                .collect(Collectors.joining("|")));
      }
      return all;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One number. */
  public long count(String sql) {
    return Long.parseLong(rows(sql).getFirst());
  }

  private static void execute(DatabaseSettings database, String sql) {
    try (var connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
