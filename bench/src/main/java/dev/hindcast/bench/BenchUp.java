package dev.hindcast.bench;

import dev.hindcast.cli.local.ClusterFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code hindcast up} as a process of its own, with an environment of its own. */
final class BenchUp implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 120;

  private final Path folder;
  private final Process process;
  private final ClusterFile cluster;

  private BenchUp(Path folder, Process process, ClusterFile cluster) {
    this.folder = folder;
    this.process = process;
    this.cluster = cluster;
  }

  static BenchUp start(Map<String, String> environment) throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("hindcast-bench-");
    // As root, PostgreSQL runs as nobody, who must get in.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    var data = folder.resolve("data");
    var builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx1g",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.hindcast.cli.Hindcast",
                    "up",
                    "--data=" + data,
                    "--port=0",
                    "--registry-port=0",
                    "--branches-port=0",
                    "--postgres-port=0",
                    "--branching=overlay"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    builder.environment().putAll(environment);
    var process = builder.start();
    for (int i = 0; i < 10 * PATIENCE_SECONDS && process.isAlive(); i++) {
      var running = ClusterFile.running(data);
      if (running.isPresent()) {
        return new BenchUp(folder, process, running.get());
      }
      var _ = process.waitFor(100, TimeUnit.MILLISECONDS);
    }
    process.destroyForcibly();
    throw new IllegalStateException(
        "hindcast up does not come up: " + Files.readString(folder.resolve("log")));
  }

  ClusterFile cluster() {
    return cluster;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
