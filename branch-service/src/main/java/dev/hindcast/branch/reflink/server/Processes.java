package dev.hindcast.branch.reflink.server;

import dev.hindcast.branch.reflink.files.LibC;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The processes that work in a data directory, whoever started them: PostgreSQL's work there. A
 * process that has ended but was not collected by its parent is none.
 *
 * @param data the data directory
 */
record Processes(Path data) {
  private static final int INTERRUPT = 2; // SIGINT: fast shutdown, sessions are ended
  private static final int QUIT = 3; // SIGQUIT: immediate
  private static final int KILL = 9;
  private static final int STATUS = 7; // line of postmaster.pid, from 0
  private static final Duration FAST = Duration.ofSeconds(10);
  private static final Duration IMMEDIATE = Duration.ofSeconds(5);

  /** The server's first process, if it is alive: what {@code postmaster.pid} names. */
  Optional<Long> postmaster() {
    try {
      var lines = Files.readAllLines(data.resolve("postmaster.pid"));
      var pid = lines.isEmpty() ? "" : lines.getFirst().strip();
      return pid.matches("[1-9][0-9]{0,8}") && worksHere(Path.of("/proc", pid))
          ? Optional.of(Long.parseLong(pid))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether it says of itself that it takes connections. */
  boolean isReady() {
    try {
      var lines = Files.readAllLines(data.resolve("postmaster.pid"));
      return lines.size() > STATUS
          && lines.get(STATUS).strip().equals("ready")
          && postmaster().isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /** All of them. */
  List<Long> all() throws IOException {
    var found = new ArrayList<Long>();
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (var process : processes) {
        if (worksHere(process)) {
          found.add(Long.parseLong(process.getFileName().toString()));
        }
      }
    }
    return found;
  }

  /** Ends them: fast, then at once, then by force. */
  void end() throws IOException {
    if (postmaster().isPresent()) {
      var _ = LibC.kill(postmaster().get(), INTERRUPT);
      if (awaitNone(FAST)) {
        return;
      }
      postmaster().ifPresent(pid -> LibC.kill(pid, QUIT));
      if (awaitNone(IMMEDIATE)) {
        return;
      }
    }
    for (int round = 0; !all().isEmpty() && round < 3; round++) {
      all().forEach(pid -> LibC.kill(pid, KILL));
      if (awaitNone(IMMEDIATE)) {
        return;
      }
    }
    if (!all().isEmpty()) {
      throw new IOException("processes " + all() + " in " + data + " do not end");
    }
  }

  private boolean awaitNone(Duration patience) throws IOException {
    var deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < deadline) {
      if (all().isEmpty()) {
        return true;
      }
      pause();
    }
    return false;
  }

  static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  // A shell that somebody left there is none of ours to end.
  private boolean worksHere(Path process) {
    try {
      var folder = Files.readSymbolicLink(process.resolve("cwd")).toString();
      var program = Files.readSymbolicLink(process.resolve("exe")).getFileName().toString();
      return (folder.equals(data.toString()) || folder.equals(data + " (deleted)"))
          && program.startsWith("postgres");
    } catch (IOException ended) {
      return false; // or another user's
    }
  }
}
