package dev.hindcast.system;

import dev.hindcast.platform.grpc.Channels;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc.BranchServiceBlockingStub;
import dev.hindcast.proto.replay.v1.ReplayServiceGrpc;
import dev.hindcast.proto.replay.v1.ReplayServiceGrpc.ReplayServiceBlockingStub;
import dev.hindcast.testkit.Await;
import dev.hindcast.tracestore.TraceStoreSchema;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A cluster made to be broken: all services as processes, a PostgreSQL of its own, and every
 * connection to a gateway or to PostgreSQL over a stretch of network that can be cut.
 */
final class FaultCluster implements AutoCloseable {
  static final int GATEWAYS = 2;
  static final int WORKERS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int CALL_SECONDS = 20;

  private final Path logs;
  private final PostgresProcess postgres = new PostgresProcess();
  private final DatabaseSettings control = postgres.database("control");
  private final DatabaseSettings store = postgres.database("store");
  private final List<TcpProxy> toPostgres = new ArrayList<>();
  private final Map<String, List<TcpProxy>> links = new LinkedHashMap<>();
  private final Map<String, ServiceProcess> services = new LinkedHashMap<>();
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final BranchServiceBlockingStub branches;
  private final List<ReplayServiceBlockingStub> gateways = new ArrayList<>();

  /**
   * Starts it over an empty trace store.
   *
   * @param logs where the services' logs go
   */
  FaultCluster(Path logs) {
    this.logs = logs;
    try {
      Files.createDirectories(logs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TraceStoreSchema.migrate(store);
    var toStore = link("workers-postgres", proxyToPostgres());
    var forServices = proxyToPostgres();
    var branchService =
        start(
            "branch-service",
            "dev.hindcast.branch.Application",
            Cluster.database("hindcast.branch.database", over(forServices, control)),
            Map.of(
                "hindcast.branch.stores.default.url", over(toStore, store).url(),
                "hindcast.branch.stores.default.user", store.user(),
                "hindcast.branch.stores.default.password", store.password(),
                "hindcast.branch.credential-key", "a key of the test"));
    var registry =
        start(
            "policy-registry",
            "dev.hindcast.registry.Application",
            Cluster.database("hindcast.registry.database", over(forServices, control)),
            Map.of(
                "hindcast.registry.branch-service",
                branchService.target(),
                "hindcast.registry.stores",
                "default"));
    for (var i = 0; i < GATEWAYS; i++) {
      var gateway =
          start(
              "gateway-" + i,
              "dev.hindcast.gateway.Application",
              Cluster.database(
                  "hindcast.gateway.database",
                  over(link("gateway-" + i + "-postgres", proxyToPostgres()), control)),
              Map.of(
                  "hindcast.gateway.registry", registry.target(),
                  "hindcast.gateway.branch-service", branchService.target(),
                  "hindcast.gateway.lease-duration", "3s"));
      gateways.add(ReplayServiceGrpc.newBlockingStub(channel(gateway)).withWaitForReady());
    }
    for (var i = 0; i < WORKERS; i++) {
      startWorker("worker-" + i);
    }
    branches = BranchServiceGrpc.newBlockingStub(channel(branchService)).withWaitForReady();
    try {
      awaitHealth();
    } catch (AssertionError e) {
      close();
      throw e;
    }
  }

  private void startWorker(String name) {
    var ways =
        services.entrySet().stream()
            .filter(service -> service.getKey().startsWith("gateway-"))
            .map(gateway -> new TcpProxy(gateway.getValue().port()))
            .toList();
    links.put(name + "-gateways", ways);
    var targets = ways.stream().map(way -> "127.0.0.1:" + way.port());
    services.put(
        name,
        ServiceProcess.start(
            name,
            "dev.hindcast.worker.Application",
            0,
            Map.of(
                "hindcast.worker.gateways", targets.collect(Collectors.joining(",")),
                "hindcast.worker.heartbeat", "1s",
                "hindcast.worker.reconnect-max", "1s",
                "hindcast.worker.keep-branch", "1s",
                "hindcast.worker.drain", "1s"),
            logs));
  }

  private ServiceProcess start(
      String name, String mainClass, Map<String, String> database, Map<String, String> settings) {
    var service =
        ServiceProcess.start(
            name, mainClass, ServiceProcess.freePort(), Cluster.settings(database, settings), logs);
    services.put(name, service);
    return service;
  }

  private TcpProxy proxyToPostgres() {
    var proxy = new TcpProxy(postgres.port());
    toPostgres.add(proxy);
    return proxy;
  }

  private TcpProxy link(String name, TcpProxy proxy) {
    links.put(name, List.of(proxy));
    return proxy;
  }

  private static DatabaseSettings over(TcpProxy proxy, DatabaseSettings database) {
    var name = database.url().substring(database.url().lastIndexOf('/') + 1);
    return new DatabaseSettings(
        "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + name,
        database.user(),
        database.password(),
        database.poolSize());
  }

  private ManagedChannel channel(ServiceProcess service) {
    var channel = Channels.plaintext(service.target());
    channels.add(channel);
    return channel;
  }

  /** The control database, past all faults of the network. */
  DatabaseSettings control() {
    return control;
  }

  /** The trace store, past all faults of the network. */
  DatabaseSettings store() {
    return store;
  }

  /** Names of the processes that may be hit. */
  List<String> processes() {
    var names = new ArrayList<>(List.of("postgres"));
    services.keySet().stream()
        .filter(name -> name.startsWith("gateway-") || name.startsWith("worker-"))
        .forEach(names::add);
    return names;
  }

  /** Names of the stretches of network that may be cut. */
  List<String> links() {
    return List.copyOf(links.keySet());
  }

  private Victim process(String name) {
    return name.equals("postgres") ? postgres : services.get(name);
  }

  void begin(Fault fault) {
    switch (fault.kind()) {
      case KILL -> process(fault.victim()).kill();
      case RESTART -> process(fault.victim()).terminate();
      case SUSPEND -> process(fault.victim()).suspend();
      case REFUSE -> links.get(fault.victim()).forEach(TcpProxy::refuse);
      case STALL, STALL_AND_DROP -> links.get(fault.victim()).forEach(TcpProxy::stall);
    }
  }

  void mend(Fault fault) {
    switch (fault.kind()) {
      case KILL, RESTART -> process(fault.victim()).start();
      case SUSPEND -> process(fault.victim()).resume();
      case STALL_AND_DROP -> {
        links.get(fault.victim()).forEach(TcpProxy::refuse);
        links.get(fault.victim()).forEach(TcpProxy::open);
      }
      case REFUSE, STALL -> links.get(fault.victim()).forEach(TcpProxy::open);
    }
  }

  /**
   * Starts what ended by itself, as any supervisor does: a service that cannot reach its database
   * when it starts gives up.
   *
   * @return who it was
   */
  List<String> supervise() {
    var gone =
        services.entrySet().stream().filter(service -> !service.getValue().isAlive()).toList();
    gone.forEach(service -> service.getValue().start());
    return gone.stream().map(Map.Entry::getKey).toList();
  }

  /** Waits until every service that answers calls does. */
  void awaitHealth() {
    services.forEach(
        (name, service) -> {
          if (service.port() != 0) {
            Await.until(name + " answers; its log is in " + logs, PATIENCE, () -> healthy(service));
          }
        });
  }

  private boolean healthy(ServiceProcess service) {
    var _ = supervise();
    var channel = Channels.plaintext(service.target());
    try {
      return HealthGrpc.newBlockingStub(channel)
              .withDeadlineAfter(2, TimeUnit.SECONDS)
              .check(HealthCheckRequest.getDefaultInstance())
              .getStatus()
          == ServingStatus.SERVING;
    } catch (StatusRuntimeException notYet) {
      return false;
    } finally {
      channel.shutdownNow();
    }
  }

  BranchServiceBlockingStub branches() {
    return branches.withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  /** One of the gateways, past all faults of the network. */
  ReplayServiceBlockingStub replays(int gateway) {
    return gateways.get(gateway).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  /** The ports from which living processes are connected to PostgreSQL. */
  Set<Integer> livingConnections() {
    return toPostgres.stream()
        .flatMap(proxy -> proxy.farPorts().stream())
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    services.values().forEach(ServiceProcess::close);
    links.values().forEach(proxies -> proxies.forEach(TcpProxy::close));
    toPostgres.forEach(TcpProxy::close);
    postgres.close();
  }
}
