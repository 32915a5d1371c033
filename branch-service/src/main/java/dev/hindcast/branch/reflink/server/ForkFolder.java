package dev.hindcast.branch.reflink.server;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * Where a fork lies: {@code <fork-directory>/<uid>}, and its label beside it.
 *
 * @param directory of all forks
 * @param uid of the fork
 */
public record ForkFolder(Path directory, String uid) {
  public ForkFolder {
    requireNonNull(directory);
    requireNonNull(uid);
  }

  /** Whose it is; there before and after the folder. */
  public Path label() {
    return directory.resolve(uid + ".label");
  }

  /** Everything else. */
  public Path home() {
    return directory.resolve(uid);
  }

  /** The server's data directory. */
  public Path data() {
    return home().resolve("data");
  }

  /** Its tablespaces, by their object ids. */
  public Path tablespaces() {
    return home().resolve("tablespaces");
  }

  /** The recovered data directory as no session has touched it: what a reset returns to. */
  public Path pristine() {
    return home().resolve("pristine");
  }

  /** The server's log. */
  public Path log() {
    return home().resolve("server.log");
  }

  /** The record of a finished fork. */
  Path record() {
    return home().resolve("fork");
  }

  /** There while a reset runs. */
  public Path resetting() {
    return home().resolve("resetting");
  }
}
