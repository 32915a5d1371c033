package dev.hindcast.platform.service;

import dev.hindcast.platform.grpc.SecuritySetup;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One service of Hindcast in this process, with an application context and, unless it only calls
 * out, a gRPC port of its own. Several may run in one process: the beans of a service are switched
 * on by the property {@code hindcast.service}.
 */
public final class RunningService implements AutoCloseable {
  /**
   * The property that names the service of a context; each service's root package requires its own
   * name.
   */
  public static final String SERVICE = "hindcast.service";

  /** Off loopback only by an explicit setting. */
  private static final Map<String, Object> DEFAULTS = Map.of("grpc.server.host", "127.0.0.1");

  private static final int BELOW_THE_ENVIRONMENT = -1000;

  private final String name;
  private final ApplicationContext context;
  private final int port;
  private final Optional<HealthPort> health;

  private RunningService(String name, ApplicationContext context, int port) {
    this.name = name;
    this.context = context;
    this.port = port;
    this.health = HealthPort.open(context);
  }

  /**
   * Starts a service that serves gRPC and returns when its port answers.
   *
   * @param properties its settings, e.g. {@code grpc.server.port} (0 or -1: any free one);
   *     environment variables fill in the rest
   */
  public static RunningService serve(String name, Map<String, Object> properties) {
    var context = context(name, properties, true);
    try {
      var server = context.getBean(GrpcEmbeddedServer.class);
      server.start();
      return new RunningService(name, context, server.getPort());
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
  }

  /** Starts a service that only calls others. */
  public static RunningService run(String name, Map<String, Object> properties) {
    var all = new HashMap<String, Object>(Map.of("grpc.server.enabled", "false"));
    all.putAll(properties);
    var context = context(name, all, false);
    try {
      return new RunningService(name, context, 0);
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
  }

  private static ApplicationContext context(
      String name, Map<String, Object> properties, boolean serves) {
    var all = new HashMap<>(properties);
    all.put(SERVICE, name);
    all.put("micronaut.application.name", name);
    var context =
        ApplicationContext.builder()
            .banner(false)
            .deduceEnvironment(false)
            .propertySources(
                PropertySource.of("hindcast-defaults", DEFAULTS, BELOW_THE_ENVIRONMENT))
            .properties(all)
            .build();
    if (serves) {
      requireSafe(context);
    }
    return context.start();
  }

  /** Before any bean is made: what would stand open does not even open its database. */
  private static void requireSafe(ApplicationContext context) {
    var environment = context.getEnvironment().start();
    var host = environment.getProperty("grpc.server.host", String.class).orElse("");
    SecuritySetup.of(environment).requireSafe(host);
  }

  public String name() {
    return name;
  }

  /** The gRPC port, 0 if it serves none. */
  public int port() {
    return port;
  }

  /** The port that answers only whether it is up, if the settings ask for one. */
  public OptionalInt healthPort() {
    return health.map(HealthPort::port).map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  /** Where a client in this machine finds it. */
  public String target() {
    return "127.0.0.1:" + port;
  }

  /** A bean of its context. */
  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** Stops it: no new calls, running ones get a moment to end. */
  @Override
  public void close() {
    health.ifPresent(HealthPort::stopping);
    try {
      context.close();
    } finally {
      health.ifPresent(HealthPort::close);
    }
  }
}
