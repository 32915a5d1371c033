package dev.hindcast.branch.reflink.postgres;

import dev.hindcast.branch.provider.CredentialKey;
import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.StoreUnderTest;
import dev.hindcast.branch.reflink.files.FileCloner;
import dev.hindcast.branch.reflink.server.ForkCatalog;
import dev.hindcast.branch.store.TraceStore;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.embedded.EmbeddedPostgres;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.tracestore.TraceStoreSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A PostgreSQL in a folder, as many stores in it as tests want, and what is left of their forks.
 */
final class TestCluster implements AutoCloseable {
  static final CredentialKey KEY = new CredentialKey("a key that is only for tests");
  static final String ID = "ops";

  private final EmbeddedPostgres server;
  private final Path data;
  private final AtomicInteger stores = new AtomicInteger();

  private TestCluster(EmbeddedPostgres server, Path data) {
    this.server = server;
    this.data = data;
  }

  static TestCluster start(Path folder) throws IOException {
    Files.createDirectories(folder);
    var server =
        EmbeddedPostgres.start(
            new EmbeddedPostgres.Options(
                folder,
                true,
                0,
                "hindcast",
                Map.of(
                    "timezone", "America/St_Johns",
                    "shared_buffers", "64MB",
                    "max_prepared_transactions", "4",
                    "random_page_cost", "1.7")));
    return new TestCluster(server, folder.resolve("data"));
  }

  /** A database with an empty trace store. */
  StoreUnderTest store() {
    var name = "store_" + stores.incrementAndGet();
    server.createDatabase(name);
    var settings = server.database(name, 8);
    TraceStoreSchema.migrate(settings);
    return new StoreUnderTest(ID, settings);
  }

  /** Small clusters are forked fast. */
  void drop(StoreUnderTest store) throws SQLException {
    var url = store.admin().url();
    try (var connection =
        DriverManager.getConnection(
            server.database("postgres", 1).url(), store.admin().user(), store.admin().password())) {
      StoreUnderTest.run(
          connection, "DROP DATABASE " + url.substring(url.lastIndexOf('/') + 1) + " WITH (FORCE)");
    }
  }

  Path data() {
    return data;
  }

  ForkCatalog forks() {
    return new ForkCatalog(data.resolveSibling("data-forks"));
  }

  static TraceStores stores(DatabaseSettings service, Map<String, String> options) {
    return new TraceStores(List.of(new TraceStore(ID, "reflink", service, options)));
  }

  static ReflinkProvider provider(TraceStores stores, StoreDatabases databases, FileCloner cloner) {
    return new ReflinkProvider(stores, databases, KEY, cloner);
  }

  static Map<String, String> options() {
    return new HashMap<>(Map.of("ports", "7500-7899", "shared-buffers", "16MB"));
  }

  /** Each thing that is left of a fork. */
  List<String> remains(StoreUnderTest store, ForkName fork) {
    var folder = forks().folder(fork.uid());
    var left = new ArrayList<String>();
    try {
      for (var path : List.of(folder.label(), folder.home())) {
        if (Files.exists(path)) {
          left.add(path.toString());
        }
      }
      try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
        for (var process : processes) {
          if (workingFolder(process).startsWith(folder.home().toString())) {
            left.add("process " + process);
          }
        }
      }
      try (var connection = store.open()) {
        left.addAll(
            StoreUnderTest.texts(
                connection,
                "SELECT 'slot ' || slot_name FROM pg_replication_slots WHERE starts_with(slot_name, 'hindcast_')"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return left;
  }

  static String workingFolder(Path process) {
    try {
      return Files.readSymbolicLink(process.resolve("cwd")).toString();
    } catch (IOException endedOrAnothers) {
      return "";
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
