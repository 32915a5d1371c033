package dev.hindcast.testkit;

import dev.hindcast.platform.grpc.Channels;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.service.RunningService;
import io.grpc.ManagedChannel;
import java.util.HashMap;
import java.util.Map;

/** Starts services for tests: a real server on a free loopback port, and channels to it. */
public final class Services {
  private Services() {}

  /** Starts a service on a free port. */
  public static RunningService serve(String name, Map<String, Object> properties) {
    var all = new HashMap<String, Object>(Map.of("grpc.server.port", 0));
    all.putAll(properties);
    return RunningService.serve(name, all);
  }

  /** The settings of a database below a prefix, e.g. {@code hindcast.registry.database}. */
  public static Map<String, Object> database(String prefix, DatabaseSettings database) {
    return Map.of(
        prefix + ".url", database.url(),
        prefix + ".user", database.user(),
        prefix + ".password", database.password(),
        prefix + ".pool-size", database.poolSize());
  }

  /** A channel to a running service; the test closes it. */
  public static ManagedChannel channel(RunningService service) {
    return Channels.plaintext(service.target());
  }
}
