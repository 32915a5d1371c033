package dev.hindcast.platform.service;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.util.concurrent.TimeUnit;

/**
 * Asks a service of this machine whether it is up, for a container engine that can only run a
 * command: {@code java dev.hindcast.platform.service.HealthCheck [PORT]}. Ends with 0 if it serves,
 * with 1 if not. Without an argument it asks the health port that the service itself was given,
 * {@code HINDCAST_HEALTH_PORT}.
 */
public final class HealthCheck {
  private static final int SECONDS = 3;

  private HealthCheck() {}

  public static void main(String[] args) {
    var port = args.length > 0 ? args[0] : System.getenv("HINDCAST_HEALTH_PORT");
    if (port == null || !port.matches("\\d{1,5}")) {
      System.err.println("which port? give it as an argument or in HINDCAST_HEALTH_PORT");
      System.exit(2);
    }
    var answer = ask("127.0.0.1:" + port);
    System.out.println(answer);
    System.exit(answer.equals(ServingStatus.SERVING.name()) ? 0 : 1);
  }

  /** What the service says of itself, or why it does not say it. */
  static String ask(String target) {
    var channel = Grpc.newChannelBuilder(target, InsecureChannelCredentials.create()).build();
    try {
      return HealthGrpc.newBlockingStub(channel)
          .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
          .check(HealthCheckRequest.getDefaultInstance())
          .getStatus()
          .name();
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode().name();
    } finally {
      channel.shutdownNow();
    }
  }
}
