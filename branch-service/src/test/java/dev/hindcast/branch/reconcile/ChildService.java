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
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A branch-service in a process of its own, to be killed. */
final class ChildService implements AutoCloseable {
  private static final Pattern READY = Pattern.compile(".* is ready on port ([0-9]+)");

  private final Process process;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final StringBuffer log = new StringBuffer();
  private final ManagedChannel channel;

  /** Starts it and returns when its port answers. */
  ChildService(Map<String, String> settings) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
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
    } catch (Exception e) {
      process.destroyForcibly();
      throw new AssertionError("it does not start:\n" + log, e);
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
  void kill() {
    process.destroyForcibly();
    try {
      var _ = process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    channel.shutdownNow();
  }

  String log() {
    return log.toString();
  }

  @Override
  public void close() {
    kill();
  }
}
