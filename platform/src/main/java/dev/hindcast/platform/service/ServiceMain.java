package dev.hindcast.platform.service;

import dev.hindcast.platform.grpc.InsecureException;
import dev.hindcast.platform.grpc.SecuritySetup;
import dev.hindcast.platform.telemetry.Telemetry;
import dev.hindcast.platform.telemetry.UnusableTelemetryException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The main method that all services share: start, say where, stop on SIGTERM. */
public final class ServiceMain {
  private static final String INSECURE = "--insecure";
  private static final String LOG_FORMAT = "HINDCAST_LOG_FORMAT";

  private ServiceMain() {}

  /**
   * Runs a gRPC service until the process is told to stop. Settings come from the environment, e.g.
   * {@code GRPC_SERVER_PORT}; the argument {@value #INSECURE} is the setting of that name.
   */
  public static void serve(String name, String... args) throws InterruptedException {
    run(name, () -> RunningService.serve(name, settings(args)));
  }

  /** Runs a service that only calls others until the process is told to stop. */
  public static void call(String name, String... args) throws InterruptedException {
    run(name, () -> RunningService.run(name, settings(args)));
  }

  private static Map<String, Object> settings(String... args) {
    return List.of(args).contains(INSECURE) ? Map.of(SecuritySetup.INSECURE, true) : Map.of();
  }

  private static void run(String name, Supplier<RunningService> start) throws InterruptedException {
    requireLogFormat(System.getenv(LOG_FORMAT));
    // Libraries that log by java.util.logging use the same lines.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    var stopped = new CountDownLatch(1);
    var telemetry = started(() -> Telemetry.start(name));
    var service = started(start);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  service.close();
                  telemetry.close();
                  stopped.countDown();
                },
                "shutdown"));
    LoggerFactory.getLogger(ServiceMain.class)
        .info(
            "{} is ready{}{}",
            service.name(),
            service.port() == 0 ? "" : " on port " + service.port(),
            sinceStart());
    stopped.await();
  }

  /** Of a format that does not exist there would be no logs at all. */
  private static void requireLogFormat(String format) {
    if (format != null && !format.equals("text") && !format.equals("json")) {
      System.err.println("error: " + LOG_FORMAT + " is " + format + ", but there is text and json");
      System.exit(1);
    }
  }

  private static String sinceStart() {
    return ProcessHandle.current()
        .info()
        .startInstant()
        .map(start -> " after " + Duration.between(start, Instant.now()).toMillis() + " ms")
        .orElse("");
  }

  /** What is wrong with a setting is for whoever gave it: no stack. */
  private static <T> T started(Supplier<T> start) {
    try {
      return start.get();
    } catch (RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof InsecureException || cause instanceof UnusableTelemetryException) {
          System.err.println("error: " + cause.getMessage());
          System.exit(1);
        }
      }
      throw e;
    }
  }
}
