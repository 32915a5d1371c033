package dev.hindcast.branch.reconcile;

import dev.hindcast.platform.grpc.Channels;
import io.grpc.ManagedChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** A branch-service in a process of its own, to be killed. */
final class ChildService implements AutoCloseable {
  private static final Pattern READY = Pattern.compile(".* is ready on port ([0-9]+)( .*)?");

  private static final int ATTEMPTS = 4;

  private final Process process;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final StringBuffer log = new StringBuffer();
  private final ManagedChannel channel;

  /**
   * Starts it and returns when its port answers; again if the random port was taken.
   *
   * @param classPath of jars only
   * @param archive option about the JVM's archive of loaded classes: half the time of a start
   */
  static ChildService start(String classPath, String archive, Map<String, String> settings)
      throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return new ChildService(classPath, archive, settings);
      } catch (IllegalStateException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private ChildService(String classPath, String archive, Map<String, String> settings)
      throws InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            archive,
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            classPath));
    settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add("dev.hindcast.branch.Application");
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var _ = Thread.ofVirtual().name("child-log").start(this::read);
    try {
      channel = Channels.plaintext("127.0.0.1:" + port.get(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw e;
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IllegalStateException("it does not start:\n" + log, e);
    }
  }

  private void read() {
    try (var lines = new BufferedReader(process.inputReader(StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        log.append(line).append('\n');
        var ready = READY.matcher(line);
        if (ready.matches()) {
          port.complete(Integer.parseInt(ready.group(1)));
        }
      }
    } catch (IOException e) {
      log.append(e);
    }
    port.completeExceptionally(new IllegalStateException("it ended"));
  }

  ManagedChannel channel() {
    return channel;
  }

  /** {@code kill -9}: no hook runs, no stream is closed. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    var _ = process.waitFor();
    channel.shutdownNow();
  }

  /** {@code SIGTERM}: it ends as it should. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("it does not stop:\n" + log);
    }
    channel.shutdownNow();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
