package dev.hindcast.testkit;

import dev.hindcast.embedded.EmbeddedPostgres;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.tracestore.TraceStoreSchema;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One embedded PostgreSQL for all tests of a process, and as many empty databases as they ask for.
 * The server's time zone differs from the JVM's on purpose.
 */
public final class TestPostgres {
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private TestPostgres() {}

  /** The server that all tests share. */
  public static EmbeddedPostgres server() {
    return Holder.SERVER;
  }

  /** An empty database of the test's own. */
  public static DatabaseSettings emptyDatabase() {
    var name = "test_" + COUNTER.incrementAndGet();
    server().createDatabase(name);
    return server().database(name, 10);
  }

  /** A database of the test's own with an empty default trace store in it. */
  public static DatabaseSettings traceStore() {
    var database = emptyDatabase();
    TraceStoreSchema.migrate(database);
    return database;
  }

  private static final class Holder {
    private static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      var options = EmbeddedPostgres.Options.throwAway();
      return EmbeddedPostgres.start(
          new EmbeddedPostgres.Options(
              options.folder(),
              true,
              0,
              options.password(),
              java.util.Map.of("timezone", "America/St_Johns", "shared_buffers", "128MB")));
    }
  }
}
