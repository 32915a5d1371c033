package dev.hindcast.embedded;

import dev.hindcast.platform.files.TreeRemoval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A cluster's data folder on disk. */
record DataDirectory(Path path) {

  boolean isInitialised() {
    return Files.exists(path.resolve("PG_VERSION"));
  }

  /**
   * The process that holds the folder, if that process is alive: the first line of {@code
   * postmaster.pid}.
   */
  Optional<ProcessHandle> postmaster() {
    try {
      var lines = Files.readAllLines(path.resolve("postmaster.pid"));
      var pid = lines.isEmpty() ? "" : lines.getFirst().strip();
      // A crash of the machine may leave anything in the file: PostgreSQL itself decides then.
      return pid.matches("[1-9][0-9]{0,17}")
          ? ProcessHandle.of(Long.parseLong(pid)).filter(DataDirectory::isPostgres)
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }

  // A process id may have been given to something else since a crash.
  private static boolean isPostgres(ProcessHandle process) {
    return process.isAlive()
        && process.info().command().map(command -> command.endsWith("postgres")).orElse(false);
  }

  void delete() {
    deleteTree(path);
  }

  static void deleteTree(Path root) {
    try {
      TreeRemoval.remove(root);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + root, e);
    }
  }
}
