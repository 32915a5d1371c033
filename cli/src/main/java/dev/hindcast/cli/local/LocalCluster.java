package dev.hindcast.cli.local;

import dev.hindcast.embedded.EmbeddedPostgres;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.service.RunningService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * All of Hindcast on one machine: an embedded PostgreSQL, the four services on loopback ports, and
 * one worker in this process or several as processes of their own.
 *
 * <p>{@link #close} stops everything, workers first, each part even if another one fails to stop;
 * so does the end of the process, unless it is killed: then worker processes and temporary servers
 * end by themselves.
 */
public final class LocalCluster implements AutoCloseable {
  private static final String STORE = "default";

  private static final int PATIENCE_SECONDS = 60;

  private final Deque<AutoCloseable> parts = new ConcurrentLinkedDeque<>();
  private final ReentrantLock starting = new ReentrantLock();
  private final LocalOptions options;
  private final List<Long> workerPids = new ArrayList<>();
  private final AtExit atExit;
  private EmbeddedPostgres postgres;
  private LocalDatabases databases;
  private RunningService branches;
  private RunningService registry;
  private RunningService gateway;
  private LocalBranching branching;

  private LocalCluster(LocalOptions options) {
    this.options = options;
    this.atExit = AtExit.undo(_ -> stopParts());
  }

  /**
   * Starts everything and returns when every service answers.
   *
   * @throws LocalClusterException if the folder is in use, a port is taken, or a part does not
   *     start
   */
  public static LocalCluster start(LocalOptions options) {
    var cluster = new LocalCluster(options);
    try {
      cluster.startParts();
      return cluster;
    } catch (IOException | RuntimeException e) {
      try {
        cluster.close();
      } catch (RuntimeException whileClosing) {
        e.addSuppressed(whileClosing);
      }
      if (e instanceof LocalClusterException || e instanceof AtExit.EndingException) {
        throw (RuntimeException) e;
      }
      throw new LocalClusterException("the local cluster could not start: " + e.getMessage(), e);
    }
  }

  private void startParts() throws IOException {
    starting.lock();
    try {
      startEach();
    } finally {
      starting.unlock();
    }
  }

  private void startEach() throws IOException {
    if (options.temporary()) {
      begun(() -> Folders.delete(options.data()));
    }
    begun(FolderLock.take(options.data()));
    ClusterFile.remove(options.data());
    var secrets = Secrets.of(options.data());
    postgres =
        EmbeddedPostgres.start(
            new EmbeddedPostgres.Options(
                options.data(),
                options.temporary(),
                options.ports().postgres(),
                secrets.superuser(),
                Map.of()));
    begun(postgres);
    // When the process is told to end, the parts go in order too: the database last.
    postgres.leaveExitToOwner();
    branching = LocalBranching.choose(options);
    begun(branching);
    databases = LocalDatabases.prepare(postgres, secrets, branching);
    startServices(secrets);
    startWorkers();
    begun(() -> ClusterFile.remove(options.data()));
    new ClusterFile(gateway.target(), registry.target(), branches.target(), databases.store())
        .write(options.data());
  }

  /** Remembers a part to stop; goes no further if the process was told to end meanwhile. */
  private void begun(AutoCloseable part) {
    parts.push(part);
    AtExit.requireRunning();
  }

  // The services need each other only when they are called, so they start at the same time; their
  // ports are fixed before.
  private void startServices(Secrets secrets) {
    var ports = options.ports();
    var branchPort = FreePort.orElse(ports.branches());
    var registryPort = FreePort.orElse(ports.registry());
    var gatewayPort = FreePort.orElse(ports.gateway());
    var branchTarget = "127.0.0.1:" + branchPort;
    var registryTarget = "127.0.0.1:" + registryPort;
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var branchesUp =
          serve(
              executor,
              "branch-service",
              branchPort,
              database("hindcast.branch.database", databases.control()),
              Map.of(
                  "hindcast.branch.stores." + STORE + ".url",
                  databases.store().url(),
                  "hindcast.branch.stores." + STORE + ".user",
                  databases.store().user(),
                  "hindcast.branch.stores." + STORE + ".password",
                  databases.store().password(),
                  "hindcast.branch.stores." + STORE + ".provider",
                  branching.provider(),
                  "hindcast.branch.credential-key",
                  secrets.credentialKey()));
      var registryUp =
          serve(
              executor,
              "policy-registry",
              registryPort,
              database("hindcast.registry.database", databases.control()),
              Map.of(
                  "hindcast.registry.branch-service",
                  branchTarget,
                  "hindcast.registry.stores",
                  STORE));
      var gatewayUp =
          serve(
              executor,
              "gateway",
              gatewayPort,
              database("hindcast.gateway.database", databases.control()),
              Map.of(
                  "hindcast.gateway.registry",
                  registryTarget,
                  "hindcast.gateway.branch-service",
                  branchTarget));
      // Whatever came up is stopped again even if a neighbour failed.
      var all = List.of(branchesUp, registryUp, gatewayUp);
      all.forEach(up -> up.exceptionally(e -> null).thenAccept(this::stopLater).join());
      branches = join(branchesUp);
      registry = join(registryUp);
      gateway = join(gatewayUp);
    }
  }

  private void stopLater(RunningService service) {
    if (service != null) {
      parts.push(service);
    }
  }

  private static CompletableFuture<RunningService> serve(
      java.util.concurrent.Executor executor,
      String name,
      int port,
      Map<String, Object> database,
      Map<String, Object> settings) {
    Supplier<RunningService> start =
        () -> {
          var properties = secured(settings);
          properties.putAll(database);
          properties.put("grpc.server.port", port);
          return RunningService.serve(name, properties);
        };
    return CompletableFuture.supplyAsync(start, executor);
  }

  private static Map<String, Object> secured(Map<String, Object> settings) {
    var properties = new HashMap<String, Object>(LocalSecurity.settings());
    properties.putAll(settings);
    return properties;
  }

  private static RunningService join(CompletableFuture<RunningService> service) {
    try {
      return service.join();
    } catch (CompletionException e) {
      throw new LocalClusterException("a service could not start: " + rootProblem(e), e.getCause());
    }
  }

  // The framework wraps what happened in pages about its beans; the innermost message says it.
  private static String rootProblem(Throwable thrown) {
    var root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse(root.toString());
  }

  private void startWorkers() {
    if (options.workerProcesses() == 0) {
      begun(
          RunningService.run(
              "replay-worker",
              secured(
                  Map.of(
                      "hindcast.worker.gateways",
                      gateway.target(),
                      "hindcast.worker.slots",
                      options.slots()))));
      return;
    }
    for (int i = 0; i < options.workerProcesses(); i++) {
      var worker = WorkerProcess.start(i, gateway.target(), options.slots(), options.data());
      workerPids.add(worker.pid());
      begun(worker);
    }
  }

  private static Map<String, Object> database(String prefix, DatabaseSettings database) {
    return Map.of(
        prefix + ".url", database.url(),
        prefix + ".user", database.user(),
        prefix + ".password", database.password(),
        prefix + ".pool-size", database.poolSize());
  }

  /** Where the gateway answers, {@code host:port}. */
  public String gateway() {
    return gateway.target();
  }

  /** Where the policy registry answers, {@code host:port}. */
  public String registry() {
    return registry.target();
  }

  /** Where the branch service answers, {@code host:port}. */
  public String branches() {
    return branches.target();
  }

  /** Login of the trace store's owner. */
  public DatabaseSettings store() {
    return databases.store();
  }

  /** Who forks the trace store, and why, for a person. */
  public String branching() {
    return branching.description();
  }

  /** The superuser's login on one of its databases; nothing of the cluster itself uses it. */
  public DatabaseSettings superuser(String database) {
    return postgres.database(database, 1);
  }

  /** The port of its PostgreSQL. */
  public int postgresPort() {
    return postgres.port();
  }

  /** Process ids of the workers that are processes of their own. */
  public List<Long> workerPids() {
    return List.copyOf(workerPids);
  }

  @Override
  public void close() {
    atExit.close();
  }

  private void stopParts() {
    awaitStart();
    var failures = new ArrayList<Exception>();
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      var failure =
          new LocalClusterException(
              "a part of the local cluster did not stop cleanly", failures.getFirst());
      failures.stream().skip(1).forEach(failure::addSuppressed);
      throw failure;
    }
  }

  // A part that is being started when the process is told to end would be left running.
  private void awaitStart() {
    try {
      if (starting.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        starting.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
