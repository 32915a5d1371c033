package dev.hindcast.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.hindcast.embedded.EmbeddedPostgres;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.service.RunningService;
import dev.hindcast.tracestore.TraceStoreSchema;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The services on an embedded PostgreSQL whose writes are as durable as in production, without any
 * worker: a bench starts as many as it measures. Closed in the opposite order of starting.
 */
final class BenchCluster implements AutoCloseable {
  private static final String PASSWORD = "hindcast";
  private static final int POOL_SIZE = 12;

  /** A quarter of the memory, where PostgreSQL's manual says to begin for a server of its own. */
  private static final Map<String, String> SERVER_SETTINGS =
      Map.of("shared_buffers", memoryMebibytes() / 4 + "MB");

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<String> gateways = new ArrayList<>();
  private final Path folder;
  private EmbeddedPostgres postgres;
  private DatabaseSettings store;
  private String branches = "";
  private int workers;

  private BenchCluster(Path folder) {
    this.folder = folder;
  }

  /**
   * @param gateways gateways to start, on one control database
   */
  static BenchCluster start(int gateways) throws IOException {
    var cluster = new BenchCluster(Files.createTempDirectory("hindcast-bench-"));
    try {
      cluster.startAll(gateways);
      return cluster;
    } catch (RuntimeException | SQLException e) {
      cluster.close();
      throw new IllegalStateException("the cluster could not start", e);
    }
  }

  private static long memoryMebibytes() {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return system.getTotalMemorySize() >> 20;
  }

  private void startAll(int gatewayCount) throws SQLException {
    parts.push(this::deleteFolder);
    postgres =
        EmbeddedPostgres.start(
            new EmbeddedPostgres.Options(folder, false, 0, PASSWORD, SERVER_SETTINGS));
    parts.push(postgres);
    store = owned("traces", "bench_store", "CREATEROLE");
    var control = owned("control", "bench_control", "NOCREATEROLE");
    TraceStoreSchema.migrate(store);
    branches =
        serve(
            "branch-service",
            "hindcast.branch.database",
            control,
            Map.of(
                "hindcast.branch.stores.default.url", store.url(),
                "hindcast.branch.stores.default.user", store.user(),
                "hindcast.branch.stores.default.password", store.password(),
                "hindcast.branch.credential-key", "a key of this bench's own"));
    var registry =
        serve(
            "policy-registry",
            "hindcast.registry.database",
            control,
            Map.of(
                "hindcast.registry.branch-service",
                branches,
                "hindcast.registry.stores",
                "default"));
    for (int i = 0; i < gatewayCount; i++) {
      gateways.add(
          serve(
              "gateway",
              "hindcast.gateway.database",
              control,
              Map.of(
                  "hindcast.gateway.registry", registry,
                  "hindcast.gateway.branch-service", branches)));
    }
  }

  /** Where the gateways answer, {@code host:port} each. */
  List<String> gateways() {
    return List.copyOf(gateways);
  }

  /** Where the branch service answers, {@code host:port}. */
  String branches() {
    return branches;
  }

  /** Login of the trace store's owner. */
  DatabaseSettings store() {
    return store;
  }

  /** Login of the superuser, for what only the server itself knows. */
  DatabaseSettings superuser() {
    return postgres.database("control", 1);
  }

  /** A worker as a process of its own; the caller closes it. */
  BenchWorker worker(int slots, List<String> jvmOptions) throws IOException {
    return BenchWorker.start(folder, workers++, gateways, slots, jvmOptions);
  }

  private String serve(
      String name, String prefix, DatabaseSettings database, Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("grpc.server.port", 0);
    all.put(prefix + ".url", database.url());
    all.put(prefix + ".user", database.user());
    all.put(prefix + ".password", database.password());
    all.put(prefix + ".pool-size", database.poolSize());
    var service = RunningService.serve(name, all);
    parts.push(service);
    return service.target();
  }

  private DatabaseSettings owned(String database, String owner, String right) throws SQLException {
    postgres.createDatabase(database);
    execute("CREATE ROLE %s LOGIN %s PASSWORD '%s'".formatted(owner, right, PASSWORD), database);
    execute("ALTER DATABASE %s OWNER TO %s".formatted(database, owner), database);
    return new DatabaseSettings(postgres.database(database, 1).url(), owner, PASSWORD, POOL_SIZE);
  }

  private void execute(String sql, String database) throws SQLException {
    var login = postgres.database(database, 1);
    try (var connection = DriverManager.getConnection(login.url(), login.user(), login.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void deleteFolder() throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        System.err.println("a part did not stop: " + e);
      }
    }
  }
}
