package dev.hindcast.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.hindcast.platform.identity.StaticToken;
import dev.hindcast.testkit.TestAuthority;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

/** The gateway's image beside a PostgreSQL. system-tests/containers builds it and runs this. */
@EnabledIfEnvironmentVariable(named = "HINDCAST_TEST_IMAGES", matches = ".+")
final class GatewayImageIT {
  private static final String PASSWORD = "planted-control-password";
  private static final int HEALTH = 7409;
  private static final Network network = Network.newNetwork();
  private static final GenericContainer<?> postgres =
      new GenericContainer<>("postgres:18")
          .withNetwork(network)
          .withNetworkAliases("postgres")
          .withEnv(Map.of("POSTGRES_PASSWORD", PASSWORD, "POSTGRES_DB", "control"))
          .waitingFor(Wait.forSuccessfulCommand("pg_isready -q -h 127.0.0.1 -U postgres"));

  @TempDir static Path folder;

  @BeforeAll
  static void start() {
    postgres.start();
  }

  @AfterAll
  static void stop() {
    postgres.stop();
    network.close();
  }

  @Test
  void refusesToListenWithoutTls() {
    try (var gateway = gateway().withStartupCheckStrategy(new Ended())) {
      gateway.start();
      assertThat(gateway.getLogs()).contains("without TLS").doesNotContain(PASSWORD);
      assertThat(state(gateway).getExitCodeLong()).isEqualTo(1);
    }
  }

  @Test
  void servesWithTlsAndEndsBySigterm() throws IOException {
    try (var gateway = secured().withExposedPorts(HEALTH).waitingFor(Wait.forHealthcheck())) {
      gateway.start();
      assertThat(health(gateway)).isEqualTo(ServingStatus.SERVING);
      var id = gateway.getContainerId();
      gateway.getDockerClient().stopContainerCmd(id).withTimeout(20).exec();
      // 143 is SIGTERM that the JVM took; 137 would be that somebody lost patience.
      assertThat(state(gateway).getExitCodeLong()).isEqualTo(143);
    }
  }

  private static GenericContainer<?> gateway() {
    return new GenericContainer<>("hindcast/gateway:" + System.getenv("HINDCAST_TEST_IMAGES"))
        .withNetwork(network)
        .withStartupTimeout(Duration.ofSeconds(60))
        .withEnv(
            Map.of(
                "HINDCAST_GATEWAY_DATABASE_URL", "jdbc:postgresql://postgres:5432/control",
                "HINDCAST_GATEWAY_DATABASE_USER", "postgres",
                "HINDCAST_GATEWAY_DATABASE_PASSWORD", PASSWORD,
                "HINDCAST_GATEWAY_REGISTRY", "policy-registry:7401",
                "HINDCAST_GATEWAY_BRANCH_SERVICE", "branch-service:7402"));
  }

  private static GenericContainer<?> secured() throws IOException {
    var authority = TestAuthority.create(folder, "authority");
    var own = authority.issue("gateway");
    var token = StaticToken.create(new SecureRandom());
    var identities = folder.resolve("identities");
    Files.writeString(identities, StaticToken.fingerprint(token) + " ada viewer\n");
    return gateway()
        .withEnv("HINDCAST_TLS_CERTIFICATE", "/tls.crt")
        .withEnv("HINDCAST_TLS_PRIVATE_KEY", "/tls.key")
        .withEnv("HINDCAST_TLS_TRUST", "/ca.crt")
        .withEnv("HINDCAST_AUTH_IDENTITY_FILE", "/identities")
        .withCopyFileToContainer(readable(own.certificate()), "/tls.crt")
        .withCopyFileToContainer(readable(own.privateKey()), "/tls.key")
        .withCopyFileToContainer(readable(authority.certificate()), "/ca.crt")
        .withCopyFileToContainer(readable(identities), "/identities");
  }

  /** The image's user is another one than ours. */
  private static MountableFile readable(Path file) {
    return MountableFile.forHostPath(file, 0444);
  }

  private static ServingStatus health(GenericContainer<?> gateway) {
    var target = gateway.getHost() + ":" + gateway.getMappedPort(HEALTH);
    var channel = Grpc.newChannelBuilder(target, InsecureChannelCredentials.create()).build();
    try {
      return HealthGrpc.newBlockingStub(channel)
          .check(HealthCheckRequest.getDefaultInstance())
          .getStatus();
    } finally {
      channel.shutdownNow();
    }
  }

  private static InspectContainerResponse.ContainerState state(GenericContainer<?> container) {
    return container.getCurrentContainerInfo().getState();
  }

  /** For a container that is to end by itself, however. */
  private static final class Ended extends StartupCheckStrategy {
    @Override
    public StartupStatus checkStartupState(DockerClient docker, String containerId) {
      var state = getCurrentState(docker, containerId);
      return "exited".equals(state.getStatus())
          ? StartupStatus.SUCCESSFUL
          : StartupStatus.NOT_YET_KNOWN;
    }
  }
}
