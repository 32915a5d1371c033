package dev.hindcast.platform.service;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micronaut.core.value.PropertyResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A port for those who only ask whether the service is up: {@code grpc.health.v1.Health} and
 * nothing else, in plaintext and for anybody, because the probes of an orchestrator bring neither
 * certificate nor token. Opened by the setting {@code hindcast.health.port}, on the address of
 * {@code grpc.server.host}. A service that serves nothing else has it too.
 *
 * <p>It answers {@code SERVING} from the moment the service is ready until it is told to stop, then
 * {@code NOT_SERVING} while calls and shards in work come to their end.
 */
final class HealthPort implements AutoCloseable {
  static final String SETTING = "hindcast.health.port";

  private final HealthStatusManager health;
  private final Server server;

  private HealthPort(HealthStatusManager health, Server server) {
    this.health = health;
    this.server = server;
  }

  /** Opens the port that the settings name, if they name one; 0 is any free one. */
  static Optional<HealthPort> open(PropertyResolver settings) {
    return settings
        .getProperty(SETTING, Integer.class)
        .map(port -> open(settings.getRequiredProperty("grpc.server.host", String.class), port));
  }

  private static HealthPort open(String host, int port) {
    var health = new HealthStatusManager();
    try {
      var server =
          NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
              .addService(health.getHealthService())
              .build()
              .start();
      return new HealthPort(health, server);
    } catch (IOException e) {
      throw new UncheckedIOException("the health port " + host + ":" + port + " cannot be had", e);
    }
  }

  int port() {
    return server.getPort();
  }

  /** The service is about to stop: whoever balances calls shall send no more. */
  void stopping() {
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
