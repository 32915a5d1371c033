package dev.hindcast.embedded;

import static java.util.Objects.requireNonNull;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A real PostgreSQL server of our own on a loopback port: no installation, no container. It works
 * for root and for a plain user alike (see {@link ServerUser}). The superuser {@value #SUPERUSER}
 * logs in by password.
 *
 * <p>{@link #close} stops it; a temporary cluster's folder is deleted, a kept one's stays. When
 * this process is killed, the server ends with it.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  /** The superuser's name. */
  public static final String SUPERUSER = "hindcast";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process server;
  private final DataDirectory data;
  private final boolean temporary;
  private final int port;
  private final String password;
  private final Thread stopOnExit = new Thread(this::stop, "stop-postgres");
  private Optional<OrphanWatch> watch = Optional.empty();

  private EmbeddedPostgres(
      Process server, DataDirectory data, boolean temporary, int port, String password) {
    this.server = server;
    this.data = data;
    this.temporary = temporary;
    this.port = port;
    this.password = password;
    try {
      Runtime.getRuntime().addShutdownHook(stopOnExit);
    } catch (IllegalStateException e) {
      server.destroy(); // the process is going down, and nobody would stop it later
      stop();
      throw e;
    }
  }

  /**
   * What to start.
   *
   * @param folder where data lives; it is created if it is missing
   * @param temporary whether the data goes when the server is closed; then durability is switched
   *     off too
   * @param port loopback port; 0: any free one
   * @param password of the superuser, fixed when the folder is created
   * @param settings server settings, e.g. {@code shared_buffers}
   * @param archive a {@code .txz} of PostgreSQL's programs to use instead of the one on the class
   *     path: another release
   */
  public record Options(
      Path folder,
      boolean temporary,
      int port,
      String password,
      Map<String, String> settings,
      Optional<Path> archive) {
    public Options {
      folder = folder.toAbsolutePath().normalize();
      requireNonNull(password);
      settings = Map.copyOf(settings);
      requireNonNull(archive);
    }

    /** With the release on the class path. */
    public Options(
        Path folder, boolean temporary, int port, String password, Map<String, String> settings) {
      this(folder, temporary, port, password, settings, Optional.empty());
    }

    /** The same on another release, whose programs are in an archive of their own. */
    public Options withArchive(Path txz) {
      return new Options(folder, temporary, port, password, settings, Optional.of(txz));
    }

    /** A throw-away cluster in the system's temporary folder. */
    public static Options throwAway() {
      try {
        return new Options(
            Files.createTempDirectory("hindcast-postgres-"), true, 0, "hindcast", Map.of());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Starts the server and returns when it answers {@code SELECT 1}. */
  public static EmbeddedPostgres start(Options options) {
    var data = new DataDirectory(options.folder().resolve("data"));
    try {
      Files.createDirectories(options.folder());
      var home = PostgresBinaries.unpacked(cacheFolder(), options.archive());
      var user = ServerUser.current();
      user.admit(options.folder());
      stopLeftOver(data);
      if (!data.isInitialised()) {
        initialise(home, user, data, options);
      }
      user.own(data.path());
      var port = options.port() == 0 ? LoopbackPort.free() : options.port();
      var server = launch(home, user, data, port, options);
      var postgres =
          new EmbeddedPostgres(server, data, options.temporary(), port, options.password());
      try {
        postgres.awaitReady(options.folder().resolve("postgres.log"));
        postgres.watch =
            Optional.of(OrphanWatch.start(postgres.postmaster(), data, options.temporary()));
        return postgres;
      } catch (RuntimeException e) {
        try {
          postgres.close();
        } catch (RuntimeException whileClosing) {
          e.addSuppressed(whileClosing);
        }
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the embedded PostgreSQL could not start in " + options.folder(), e);
    }
  }

  /** How to connect to one of its databases as the superuser. */
  public DatabaseSettings database(String name, int poolSize) {
    return new DatabaseSettings(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + name, SUPERUSER, password, poolSize);
  }

  /** Makes a database if it is not there yet. */
  public void createDatabase(String name) {
    if (!name.matches("[a-z][a-z0-9_]*")) {
      throw new IllegalArgumentException("not a plain database name: " + name);
    }
    try (var connection =
            DriverManager.getConnection(database("postgres", 1).url(), SUPERUSER, password);
        var statement = connection.createStatement()) {
      var exists = "SELECT 1 FROM pg_database WHERE datname = '" + name + "'";
      try (var rows = statement.executeQuery(exists)) {
        if (rows.next()) {
          return;
        }
      }
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("database " + name + " could not be created", e);
    }
  }

  public int port() {
    return port;
  }

  /**
   * Leaves the end of the process to the owner too, who stops the server's clients first and then
   * calls {@link #close}. Otherwise the server stops at once when the process ends.
   */
  public void leaveExitToOwner() {
    Runtime.getRuntime().removeShutdownHook(stopOnExit);
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(stopOnExit);
    } catch (IllegalStateException e) {
      return; // the process is going down: the hook has run or is running
    }
  }

  // SIGINT is PostgreSQL's fast shutdown: sessions are ended, data is safe; SIGQUIT the immediate
  // one, for data that nobody wants. Process.destroy would send SIGTERM and wait for sessions.
  private synchronized void stop() {
    if (server.isAlive()) {
      data.postmaster()
          .ifPresent(postmaster -> signal(postmaster.pid(), temporary ? "QUIT" : "INT"));
      try {
        if (!server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          server.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        server.destroyForcibly();
      }
    }
    if (temporary && Files.exists(data.path())) {
      DataDirectory.deleteTree(data.path().getParent());
    }
    watch.ifPresent(OrphanWatch::close);
  }

  private long postmaster() {
    return data.postmaster().map(ProcessHandle::pid).orElseGet(server::pid);
  }

  private static void stopLeftOver(DataDirectory data) {
    data.postmaster()
        .ifPresent(
            postmaster -> {
              signal(postmaster.pid(), "INT");
              postmaster.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            });
  }

  private static void signal(long pid, String signal) {
    run(List.of("kill", "-" + signal, Long.toString(pid)), null);
  }

  private static void initialise(Path home, ServerUser user, DataDirectory data, Options options)
      throws IOException {
    Files.createDirectories(data.path());
    Files.setPosixFilePermissions(data.path(), PosixFilePermissions.fromString("rwx------"));
    user.own(data.path());
    var passwordFile = Files.createTempFile("hindcast-", ".pw");
    try {
      Files.writeString(passwordFile, options.password() + "\n");
      user.own(passwordFile);
      var command =
          new ArrayList<>(
              List.of(
                  home.resolve("bin/initdb").toString(),
                  "--pgdata=" + data.path(),
                  "--username=" + SUPERUSER,
                  "--pwfile=" + passwordFile,
                  "--auth=scram-sha-256",
                  "--encoding=UTF8",
                  "--no-locale",
                  "--no-instructions"));
      if (options.temporary()) {
        command.add("--no-sync");
      }
      run(user.command(command), options.folder().resolve("postgres.log"));
    } finally {
      Files.deleteIfExists(passwordFile);
    }
  }

  private static Process launch(
      Path home, ServerUser user, DataDirectory data, int port, Options options)
      throws IOException {
    var settings = new TreeMap<String, String>();
    settings.put("listen_addresses", "127.0.0.1");
    settings.put("port", Integer.toString(port));
    settings.put("unix_socket_directories", "");
    settings.put("max_connections", "200");
    settings.put("shared_buffers", "256MB");
    settings.put("max_wal_size", "4GB");
    if (options.temporary()) {
      settings.put("fsync", "off");
      settings.put("synchronous_commit", "off");
      settings.put("full_page_writes", "off");
    }
    settings.putAll(options.settings());
    // In a session of its own, ctrl-C reaches us first and the services end before their database
    // does.
    var command =
        new ArrayList<String>(ServerUser.works(List.of("setsid")) ? List.of("setsid") : List.of());
    command.addAll(
        user.command(
            List.of(home.resolve("bin/postgres").toString(), "-D", data.path().toString())));
    settings.forEach(
        (name, value) -> {
          command.add("-c");
          command.add(name + "=" + value);
        });
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(options.folder().resolve("postgres.log").toFile()))
        .start();
  }

  private void awaitReady(Path log) {
    var settings = database("postgres", 1);
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline && server.isAlive()) {
      try (var connection =
              DriverManager.getConnection(settings.url(), settings.user(), settings.password());
          var statement = connection.createStatement()) {
        statement.execute("SELECT 1");
        return;
      } catch (SQLException notYet) {
        pause();
      }
    }
    throw new IllegalStateException("the embedded PostgreSQL does not answer; its log is " + log);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while PostgreSQL starts", e);
    }
  }

  private static void run(List<String> command, Path log) {
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(
          log == null
              ? ProcessBuilder.Redirect.DISCARD
              : ProcessBuilder.Redirect.appendTo(log.toFile()));
      var exit = builder.start().waitFor();
      if (exit != 0 && log != null) {
        throw new IllegalStateException(
            command.getFirst() + " ended with " + exit + "; its log is " + log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command.getFirst(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  // The server's user must be able to reach the programs, and root's home is closed to it.
  private static Path cacheFolder() {
    if (ServerUser.isRoot()) {
      return Path.of("/var/cache/hindcast");
    }
    var base = System.getenv("XDG_CACHE_HOME");
    return (base == null || base.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(base))
        .resolve("hindcast");
  }
}
