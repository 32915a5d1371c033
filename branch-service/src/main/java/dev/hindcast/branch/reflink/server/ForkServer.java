package dev.hindcast.branch.reflink.server;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The server of one fork, as a process of its own that outlives ours.
 *
 * @param folder of the fork
 * @param account that it runs as
 * @param binaries folder of the program {@code postgres}
 */
public record ForkServer(ForkFolder folder, ServerAccount account, Path binaries) {
  private static final Duration RECOVERY = Duration.ofMinutes(15);
  private static final Set<String> ENVIRONMENT =
      Set.of("PATH", "LANG", "TZ", "LD_LIBRARY_PATH", "ICU_DATA");
  private static final Pattern FATAL = Pattern.compile("(?m)^.*(FATAL|PANIC|ERROR):  (.*)$");

  public ForkServer {
    requireNonNull(folder);
    requireNonNull(account);
    requireNonNull(binaries);
  }

  /** It could not do what it was started for; the message is from its log, for ours. */
  public static final class ServerException extends IOException {
    private static final long serialVersionUID = 1L;

    private ServerException(String message) {
      super(message);
    }
  }

  /**
   * Recovers to the cut and runs statements, with nobody else there: PostgreSQL's single-user mode.
   * It returns when the server has shut down cleanly, so recovery is over.
   *
   * @param statements separated by empty lines
   */
  public void recover(String database, String statements) throws IOException {
    var process =
        builder(
                account.command(
                    List.of(
                        program(),
                        "--single",
                        "-j",
                        "-D",
                        folder.data().toString(),
                        "-c",
                        "exit_on_error=on",
                        database)))
            .start();
    try {
      try (var in = process.getOutputStream()) {
        in.write((statements.strip() + "\n\n").getBytes(StandardCharsets.UTF_8));
      } catch (IOException ended) {
        // It has ended before it read them: its exit tells.
      }
      if (!process.waitFor(RECOVERY.toSeconds(), TimeUnit.SECONDS)) {
        throw new ServerException("recovery takes longer than " + RECOVERY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      if (process.isAlive()) {
        processes().end();
      }
    }
    if (process.exitValue() != 0 || Files.exists(folder.data().resolve("recovery.signal"))) {
      throw failed("recovery");
    }
  }

  /** Starts it; what the caller sees of it first is a refused connection. */
  public Process start() throws IOException {
    return builder(account.detached(List.of(program(), "-D", folder.data().toString()))).start();
  }

  /** What its log says of its end. */
  public ServerException failed(String what) throws IOException {
    var log = Files.exists(folder.log()) ? Files.readString(folder.log()) : "";
    var fatal = FATAL.matcher(log);
    var last = Optional.<String>empty();
    while (fatal.find()) {
      last = Optional.of(fatal.group(2));
    }
    return new ServerException(
        what + " failed: " + last.orElse("nothing is said") + " (" + folder.log() + ")");
  }

  public boolean isRunning() {
    return processes().postmaster().isPresent();
  }

  /** Whether a fork's server runs and takes connections. */
  public static boolean isReady(ForkFolder folder) {
    return new Processes(folder.data()).isReady();
  }

  /** Ends it and whatever else works in its data directory. */
  public void stop() throws IOException {
    stop(folder);
  }

  /** Ends whatever works in the data directory of a fork. */
  public static void stop(ForkFolder folder) throws IOException {
    new Processes(folder.data()).end();
  }

  private Processes processes() {
    return new Processes(folder.data());
  }

  private String program() {
    return binaries.resolve("postgres").toString();
  }

  // Our own environment holds secrets.
  private ProcessBuilder builder(List<String> command) {
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
    builder
        .environment()
        .keySet()
        .removeIf(name -> !ENVIRONMENT.contains(name) && !name.startsWith("LC_"));
    return builder;
  }
}
