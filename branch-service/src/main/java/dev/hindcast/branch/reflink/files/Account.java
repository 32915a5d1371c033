package dev.hindcast.branch.reflink.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Whose files a fork's are: the owner of the parent's data directory.
 *
 * @param user its number
 * @param group its number
 */
public record Account(int user, int group) {
  private static final boolean ROOT = isRoot();

  /** The owner of a file. */
  public static Account of(Path file) throws IOException {
    return new Account(
        (int) Files.getAttribute(file, "unix:uid"), (int) Files.getAttribute(file, "unix:gid"));
  }

  /** Who this process runs as. */
  public static Account current() throws IOException {
    return of(Path.of("/proc/self"));
  }

  /** Whether files of ours must be given away: we are root and they are not root's. */
  public boolean isGiven() {
    return ROOT && user != 0;
  }

  private static boolean isRoot() {
    try {
      return current().user == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives a folder, file or symbolic link of ours to this account. */
  public void own(Path path) throws IOException {
    if (isGiven()) {
      Files.setAttribute(path, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
    }
  }
}
