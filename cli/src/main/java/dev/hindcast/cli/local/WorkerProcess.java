package dev.hindcast.cli.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One replay worker as a process of its own. Its standard input is a pipe that this process holds:
 * the pipe ends when this process does, however it does, and the worker with it.
 */
final class WorkerProcess implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  private final Process process;

  private WorkerProcess(Process process) {
    this.process = process;
  }

  static WorkerProcess start(int number, String gateway, int slots, Path data) {
    var command = new ArrayList<String>();
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "-Dhindcast.worker.gateways=" + gateway,
            "-Dhindcast.worker.slots=" + slots));
    LocalSecurity.settings().forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(List.of("dev.hindcast.worker.Application", "--end-with-input"));
    var log = data.resolve("replay-worker-" + number + ".log");
    try {
      return new WorkerProcess(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start());
    } catch (IOException e) {
      throw new LocalClusterException("worker " + number + " could not start", e);
    }
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
