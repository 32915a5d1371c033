package dev.hindcast.tracestore;

import dev.hindcast.embedded.EmbeddedPostgres;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Empty trace stores on one embedded server (testkit depends on this module, so it is no help). */
public final class Stores {
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private Stores() {}

  /** A store of the test's own. */
  public static DatabaseSettings empty() {
    var name = "store_" + COUNTER.incrementAndGet();
    Holder.SERVER.createDatabase(name);
    var store = Holder.SERVER.database(name, 4);
    TraceStoreSchema.migrate(store);
    return store;
  }

  /** The first column of a query. */
  public static List<String> texts(DatabaseSettings store, String sql) {
    try (var connection = DriverManager.getConnection(store.url(), store.user(), store.password());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var texts = new ArrayList<String>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The one text that a query gives. */
  public static String text(DatabaseSettings store, String sql) {
    return texts(store, sql).getFirst();
  }

  /** The one number that a query gives. */
  public static long number(DatabaseSettings store, String sql) {
    return Long.parseLong(text(store, sql));
  }

  private static final class Holder {
    private static final EmbeddedPostgres SERVER =
        EmbeddedPostgres.start(EmbeddedPostgres.Options.throwAway());
  }
}
