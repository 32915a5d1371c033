package dev.hindcast.system;

import dev.hindcast.platform.grpc.Channels;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc;
import dev.hindcast.proto.replay.v1.ReplayServiceGrpc;
import dev.hindcast.testkit.Await;
import dev.hindcast.testkit.TestPostgres;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All services as separate processes over one PostgreSQL, spoken to over the public API only. */
final class Cluster implements AutoCloseable {
  static final String STORE = "stores/default";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder = folder();
  private final DatabaseSettings store;
  private final DatabaseSettings control;
  private final ServiceProcess registry;
  private final ServiceProcess branchService;
  private final ServiceProcess gateway;
  private final Map<String, String> environment;
  private final List<ServiceProcess> workers = new ArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();

  /** Starts a cluster with no worker yet over a trace store. */
  Cluster(DatabaseSettings store) {
    this(store, Map.of());
  }

  /** With further settings of the gateway. */
  Cluster(DatabaseSettings store, Map<String, String> ofGateway) {
    this(store, ofGateway, Map.of());
  }

  /** With more in the environment of every service, too. */
  Cluster(DatabaseSettings store, Map<String, String> ofGateway, Map<String, String> environment) {
    this(store, Map.of(), ofGateway, environment);
  }

  /** With options of the store. */
  static Cluster withOptions(DatabaseSettings store, Map<String, String> options) {
    return new Cluster(store, options, Map.of(), Map.of());
  }

  private Cluster(
      DatabaseSettings store,
      Map<String, String> options,
      Map<String, String> ofGateway,
      Map<String, String> environment) {
    this.store = store;
    this.environment = environment;
    this.control = TestPostgres.emptyDatabase();
    var branchPort = ServiceProcess.freePort();
    branchService =
        ServiceProcess.start(
            "branch-service",
            "dev.hindcast.branch.Application",
            branchPort,
            settings(
                settings(database("hindcast.branch.database", control), ofStore(options)),
                Map.of(
                    "hindcast.branch.stores.default.url", store.url(),
                    "hindcast.branch.stores.default.user", store.user(),
                    "hindcast.branch.stores.default.password", store.password(),
                    "hindcast.branch.credential-key", "a key of the test")),
            folder,
            environment);
    registry =
        ServiceProcess.start(
            "policy-registry",
            "dev.hindcast.registry.Application",
            ServiceProcess.freePort(),
            settings(
                database("hindcast.registry.database", control),
                Map.of(
                    "hindcast.registry.branch-service",
                    branchService.target(),
                    "hindcast.registry.stores",
                    "default")),
            folder,
            environment);
    gateway =
        ServiceProcess.start(
            "gateway",
            "dev.hindcast.gateway.Application",
            ServiceProcess.freePort(),
            settings(
                settings(database("hindcast.gateway.database", control), ofGateway),
                Map.of(
                    "hindcast.gateway.registry", registry.target(),
                    "hindcast.gateway.branch-service", branchService.target(),
                    "hindcast.gateway.lease-duration", "3s")),
            folder,
            environment);
    List.of(branchService, registry, gateway).forEach(this::awaitHealth);
  }

  private static Map<String, String> ofStore(Map<String, String> options) {
    return options.entrySet().stream()
        .collect(
            Collectors.toMap(
                option -> "hindcast.branch.stores.default.options." + option.getKey(),
                Map.Entry::getValue));
  }

  /** Adds worker processes. */
  void addWorkers(int count) {
    for (int i = 0; i < count; i++) {
      workers.add(
          ServiceProcess.start(
              "replay-worker-" + workers.size(),
              "dev.hindcast.worker.Application",
              0,
              Map.of("hindcast.worker.gateways", gateway.target(), "hindcast.worker.slots", "2"),
              folder,
              environment));
    }
  }

  List<ServiceProcess> workers() {
    return workers;
  }

  ServiceProcess gateway() {
    return gateway;
  }

  ServiceProcess branchService() {
    return branchService;
  }

  ServiceProcess registry() {
    return registry;
  }

  DatabaseSettings store() {
    return store;
  }

  DatabaseSettings control() {
    return control;
  }

  ReplayServiceGrpc.ReplayServiceBlockingStub replays() {
    return ReplayServiceGrpc.newBlockingStub(channel(gateway)).withWaitForReady();
  }

  BranchServiceGrpc.BranchServiceBlockingStub branches() {
    return BranchServiceGrpc.newBlockingStub(channel(branchService)).withWaitForReady();
  }

  PolicyRegistryServiceGrpc.PolicyRegistryServiceBlockingStub policies() {
    return PolicyRegistryServiceGrpc.newBlockingStub(channel(registry)).withWaitForReady();
  }

  void awaitHealth(ServiceProcess service) {
    var stub = HealthGrpc.newBlockingStub(channel(service));
    Await.until(
        service.target() + " answers; its log:\n" + service.log(),
        PATIENCE,
        () -> {
          try {
            return stub.check(HealthCheckRequest.getDefaultInstance()).getStatusValue() == 1;
          } catch (StatusRuntimeException notYet) {
            return false;
          }
        });
  }

  private ManagedChannel channel(ServiceProcess service) {
    var channel = Channels.plaintext(service.target());
    channels.add(channel);
    return channel;
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    workers.forEach(ServiceProcess::close);
    List.of(gateway, registry, branchService).forEach(ServiceProcess::close);
    delete(folder);
  }

  static Map<String, String> database(String prefix, DatabaseSettings database) {
    return Map.of(
        prefix + ".url", database.url(),
        prefix + ".user", database.user(),
        prefix + ".password", database.password(),
        prefix + ".pool-size", "8");
  }

  static Map<String, String> settings(Map<String, String> first, Map<String, String> second) {
    var all = new TreeMap<>(first);
    all.putAll(second);
    return all;
  }

  static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("hindcast-cluster-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
