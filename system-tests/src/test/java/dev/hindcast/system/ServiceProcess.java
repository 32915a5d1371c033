package dev.hindcast.system;

import dev.hindcast.embedded.LoopbackPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One service as a process of its own, so that it can be killed for real. It can be started again
 * with the same settings.
 */
final class ServiceProcess implements Victim, AutoCloseable {
  private final String name;
  private final List<String> command;
  private final Path log;
  private final int port;
  private Process process;

  private ServiceProcess(String name, List<String> command, Path log, int port) {
    this.name = name;
    this.command = command;
    this.log = log;
    this.port = port;
  }

  /**
   * Starts a service.
   *
   * @param mainClass its main class
   * @param port the port it must serve, 0 if it serves none
   * @param settings system properties
   */
  static ServiceProcess start(
      String name, String mainClass, int port, Map<String, String> settings, Path folder) {
    return start(name, mainClass, port, settings, folder, Map.of());
  }

  /** With more in its environment. */
  static ServiceProcess start(
      String name,
      String mainClass,
      int port,
      Map<String, String> settings,
      Path folder,
      Map<String, String> environment) {
    var command = new ArrayList<String>();
    if (!environment.isEmpty()) {
      command.add("env");
      environment.forEach((key, value) -> command.add(key + "=" + value));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
    if (port != 0) {
      command.add("-Dgrpc.server.port=" + port);
    }
    settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add(mainClass);
    var service =
        new ServiceProcess(name, List.copyOf(command), folder.resolve(name + ".log"), port);
    service.start();
    return service;
  }

  /** Starts it, again after a kill. */
  @Override
  public void start() {
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  /** {@code kill -9}: no hook runs, no stream is closed. */
  @Override
  public void kill() {
    signal("KILL");
    await();
  }

  /** {@code SIGTERM} and wait. */
  @Override
  public void terminate() {
    signal("TERM");
    await();
  }

  /** {@code SIGSTOP}: its connections stay open and nobody answers. */
  @Override
  public void suspend() {
    signal("STOP");
  }

  @Override
  public void resume() {
    signal("CONT");
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** 0 if it serves none. */
  int port() {
    return port;
  }

  String target() {
    return "127.0.0.1:" + port;
  }

  /** What others on the machine see of it. */
  String commandLine() {
    try {
      // Where there is such a file it has all of it; Java's own answer may be cut.
      var file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      return Files.exists(file)
          ? Files.readString(file).replace('\0', ' ')
          : process.info().commandLine().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  private void signal(String signal) {
    if (!signal(process.pid(), signal) && process.isAlive()) {
      throw new IllegalStateException("kill -" + signal + " " + name + " failed");
    }
  }

  /** Sends a signal; false if it could not be sent. */
  static boolean signal(long pid, String signal) {
    try {
      return new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void await() {
    try {
      if (!process.waitFor(Duration.ofSeconds(30).toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(name + " does not stop; its log:\n" + log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    await();
  }

  static int freePort() {
    try {
      return LoopbackPort.free();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
