package dev.hindcast.testkit;

import dev.hindcast.embedded.EmbeddedPostgres;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.tracestore.TraceStoreSchema;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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
    return traceStore(server());
  }

  /** A server for tests on the release in an archive; the caller closes it. */
  public static EmbeddedPostgres start(Optional<Path> archive) {
    var folder = EmbeddedPostgres.Options.throwAway();
    return EmbeddedPostgres.start(
        new EmbeddedPostgres.Options(
            folder.folder(),
            true,
            0,
            folder.password(),
            Map.of("timezone", "America/St_Johns", "shared_buffers", "128MB"),
            archive));
  }

  /** A database on another server with an empty default trace store in it. */
  public static DatabaseSettings traceStore(EmbeddedPostgres server) {
    var name = "test_" + COUNTER.incrementAndGet();
    server.createDatabase(name);
    var database = server.database(name, 10);
    TraceStoreSchema.migrate(database);
    return database;
  }

  private static final class Holder {
    private static final EmbeddedPostgres SERVER = start(Optional.empty());
  }
}
