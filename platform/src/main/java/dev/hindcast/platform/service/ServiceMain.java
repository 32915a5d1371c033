package dev.hindcast.platform.service;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** The main method that all services share: start, say where, stop on SIGTERM. */
public final class ServiceMain {
  private ServiceMain() {}

  /**
   * Runs a gRPC service until the process is told to stop. Settings come from the environment, e.g.
   * {@code GRPC_SERVER_PORT}.
   */
  public static void serve(String name) throws InterruptedException {
    run(() -> RunningService.serve(name, Map.of()));
  }

  /** Runs a service that only calls others until the process is told to stop. */
  public static void call(String name) throws InterruptedException {
    run(() -> RunningService.run(name, Map.of()));
  }

  private static void run(Supplier<RunningService> start) throws InterruptedException {
    var stopped = new CountDownLatch(1);
    var service = start.get();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  service.close();
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

  private static String sinceStart() {
    return ProcessHandle.current()
        .info()
        .startInstant()
        .map(start -> " after " + Duration.between(start, Instant.now()).toMillis() + " ms")
        .orElse("");
  }
}
