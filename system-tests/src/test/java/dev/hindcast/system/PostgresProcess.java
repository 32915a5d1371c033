package dev.hindcast.system;

import dev.hindcast.embedded.EmbeddedPostgres;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A PostgreSQL server that can be killed with everything in its memory, and started again on its
 * folder and port.
 */
final class PostgresProcess implements Victim, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final EmbeddedPostgres.Options options;
  private EmbeddedPostgres server;

  PostgresProcess() {
    try {
      // Kept, not temporary: such a server answers a commit before it is written. fsync is for the
      // machine's death, which does not happen here.
      options =
          new EmbeddedPostgres.Options(
              Files.createTempDirectory("hindcast-faults-"),
              false,
              ServiceProcess.freePort(),
              "hindcast",
              Map.of("fsync", "off", "shared_buffers", "128MB"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server = EmbeddedPostgres.start(options);
  }

  int port() {
    return options.port();
  }

  /** A database for whoever comes straight, not through a proxy. */
  DatabaseSettings database(String name) {
    server.createDatabase(name);
    return server.database(name, 4);
  }

  @Override
  public void start() {
    for (var attempt = 1; ; attempt++) {
      try {
        server = EmbeddedPostgres.start(options);
        return;
      } catch (IllegalStateException e) {
        // A process of the killed server may hold the shared memory for a moment longer.
        if (attempt == 3) {
          throw new IllegalStateException(log(), e);
        }
      }
    }
  }

  @Override
  public void kill() {
    var all = processes();
    all.forEach(process -> signal(process, "KILL"));
    Await.until(
        "PostgreSQL is gone", PATIENCE, () -> all.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Override
  public void terminate() {
    server.close();
  }

  @Override
  public void suspend() {
    processes().forEach(process -> signal(process, "STOP"));
  }

  @Override
  public void resume() {
    processes().forEach(process -> signal(process, "CONT"));
  }

  /** The postmaster, then its children. */
  private List<ProcessHandle> processes() {
    try {
      var pid =
          Long.parseLong(
              Files.readAllLines(options.folder().resolve("data/postmaster.pid"))
                  .getFirst()
                  .strip());
      var postmaster = ProcessHandle.of(pid).orElseThrow();
      return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void signal(ProcessHandle process, String signal) {
    if (!ServiceProcess.signal(process.pid(), signal) && process.isAlive()) {
      throw new IllegalStateException("kill -" + signal + " of PostgreSQL failed");
    }
  }

  private String log() {
    try {
      return Files.readString(options.folder().resolve("postgres.log"));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  @Override
  public void close() {
    server.close();
    Cluster.delete(options.folder());
  }
}
