package dev.hindcast.system;

import dev.hindcast.platform.grpc.SecuritySetup;
import dev.hindcast.platform.grpc.ServiceChannels;
import dev.hindcast.platform.identity.StaticToken;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.testkit.Await;
import dev.hindcast.testkit.TestAuthority;
import dev.hindcast.testkit.TestPostgres;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.micronaut.core.value.MapPropertyResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All services as processes, with mutual TLS on every port, tokens for every caller, four eyes, and
 * every secret in a file.
 */
final class SecuredCluster implements AutoCloseable {
  private final Path folder;
  private final TestAuthority authority;
  private final Map<String, String> tokens = new TreeMap<>();
  private final Map<String, String> secrets = new TreeMap<>();
  private final List<ManagedChannel> channels = new ArrayList<>();
  final DatabaseSettings control = planted(TestPostgres.emptyDatabase(), "control");
  final ServiceProcess branchService;
  final ServiceProcess registry;
  final ServiceProcess gateway;
  final ServiceProcess worker;

  SecuredCluster(Path folder, DatabaseSettings traces, Map<String, String> callers) {
    var store = planted(traces, "store");
    this.folder = folder;
    this.authority = TestAuthority.create(folder, "authority");
    var everybody = new TreeMap<>(callers);
    everybody.put("gateway", "service");
    everybody.put("policy-registry", "service");
    everybody.put("replay-worker-0", "worker");
    var lines = new ArrayList<String>();
    everybody.forEach(
        (subject, roles) -> {
          var token = StaticToken.create(new SecureRandom());
          tokens.put(subject, token);
          lines.add(StaticToken.fingerprint(token) + " " + subject + " " + roles);
        });
    lines.add("dns:keda keda viewer");
    write("identities", String.join("\n", lines));
    secret("credential-key", "planted-credential-key-0123456789");
    secret("control-password", control.password());
    secret("store-password", store.password());
    branchService =
        start(
            "branch-service",
            "dev.hindcast.branch.Application",
            database("hindcast.branch.database"),
            Map.of(
                "hindcast.branch.stores.default.url", store.url(),
                "hindcast.branch.stores.default.user", store.user(),
                "hindcast.branch.stores.default.password", reference("store-password"),
                "hindcast.branch.credential-key", reference("credential-key")));
    registry =
        start(
            "policy-registry",
            "dev.hindcast.registry.Application",
            database("hindcast.registry.database"),
            Map.of(
                "hindcast.registry.four-eyes", "true",
                "hindcast.registry.branch-service", branchService.target(),
                "hindcast.registry.stores", "default"));
    gateway =
        start(
            "gateway",
            "dev.hindcast.gateway.Application",
            database("hindcast.gateway.database"),
            Map.of(
                "hindcast.gateway.registry", registry.target(),
                "hindcast.gateway.branch-service", branchService.target(),
                "hindcast.gateway.ingest.stores.default.url", store.url(),
                "hindcast.gateway.ingest.stores.default.user", store.user(),
                "hindcast.gateway.ingest.stores.default.password", reference("store-password")));
    worker =
        start(
            "replay-worker-0",
            "dev.hindcast.worker.Application",
            Map.of(),
            Map.of("hindcast.worker.gateways", gateway.target()));
    for (var service : List.of(branchService, registry, gateway)) {
      awaitHealth(service);
    }
  }

  /** A login with a password that is found wherever it shows. */
  private static DatabaseSettings planted(DatabaseSettings database, String what) {
    var user = what + "_planted";
    var password = "planted-" + StaticToken.create(new SecureRandom());
    SyntheticStore.run(
        database, "CREATE ROLE %s SUPERUSER LOGIN PASSWORD '%s'".formatted(user, password));
    return new DatabaseSettings(database.url(), user, password, database.poolSize());
  }

  private ServiceProcess start(
      String name, String main, Map<String, String> database, Map<String, String> settings) {
    var own = authority.issue(name);
    var all = new TreeMap<>(settings);
    all.putAll(database);
    all.put("hindcast.tls.certificate", own.certificate().toString());
    all.put("hindcast.tls.private-key", own.privateKey().toString());
    all.put("hindcast.tls.trust", authority.certificate().toString());
    all.put("hindcast.auth.identity-file", folder.resolve("identities").toString());
    if (tokens.containsKey(name)) {
      secret(name + "-token", tokens.get(name));
      all.put("hindcast.auth.token", reference(name + "-token"));
    }
    var port = name.startsWith("replay-worker") ? 0 : ServiceProcess.freePort();
    return ServiceProcess.start(name, main, port, all, folder);
  }

  private Map<String, String> database(String prefix) {
    return Map.of(
        prefix + ".url", control.url(),
        prefix + ".user", control.user(),
        prefix + ".password", reference("control-password"),
        prefix + ".pool-size", "8");
  }

  private String reference(String name) {
    return "file:" + folder.resolve(name);
  }

  private void secret(String name, String content) {
    secrets.put(name, content);
    write(name, content + "\n");
  }

  private void write(String name, String content) {
    try {
      Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every secret there is, by what it is. */
  Map<String, String> secrets() {
    var all = new TreeMap<>(secrets);
    tokens.forEach((subject, token) -> all.put("token of " + subject, token));
    return all;
  }

  List<ServiceProcess> processes() {
    return List.of(branchService, registry, gateway, worker);
  }

  /** A channel of a caller; null: without a token. A name that is no caller's has a made up one. */
  ManagedChannel channel(ServiceProcess service, String caller) {
    return channel(service, caller, "client");
  }

  /** A channel of a caller whose certificate has a name of its own. */
  ManagedChannel channel(ServiceProcess service, String caller, String certificate) {
    var own = authority.issue(certificate);
    var properties = new HashMap<String, Object>();
    properties.put("hindcast.tls.certificate", own.certificate().toString());
    properties.put("hindcast.tls.private-key", own.privateKey().toString());
    properties.put("hindcast.tls.trust", authority.certificate().toString());
    if (caller != null) {
      properties.put("hindcast.auth.token", tokens.getOrDefault(caller, "hct_made-up"));
    }
    var channel =
        new ServiceChannels(SecuritySetup.of(new MapPropertyResolver(properties)))
            .open(service.target());
    channels.add(channel);
    return channel;
  }

  private void awaitHealth(ServiceProcess service) {
    var stub = HealthGrpc.newBlockingStub(channel(service, null));
    Await.until(
        service.target() + " answers; its log:\n" + service.log(),
        Duration.ofSeconds(60),
        () -> {
          try {
            return stub.check(HealthCheckRequest.getDefaultInstance()).getStatusValue() == 1;
          } catch (StatusRuntimeException notYet) {
            return false;
          }
        });
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    for (var process : List.of(worker, gateway, registry, branchService)) {
      process.close();
    }
  }
}
