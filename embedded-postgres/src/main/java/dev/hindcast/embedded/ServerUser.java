package dev.hindcast.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who runs the embedded server. PostgreSQL refuses to run as root; so as root (a container, a CI
 * machine) its programs are started as {@code nobody} with {@code setpriv}, or {@code runuser}
 * where that is missing, and its data belongs to {@code nobody}. Anyone else runs them directly.
 */
final class ServerUser {
  private static final String NAME = "nobody";

  private final List<String> prefix;
  private final Optional<String> owner;

  private ServerUser(List<String> prefix, Optional<String> owner) {
    this.prefix = prefix;
    this.owner = owner;
  }

  /** The user for this process. */
  static ServerUser current() {
    if (!isRoot()) {
      return new ServerUser(List.of(), Optional.empty());
    }
    var candidates =
        List.of(
            List.of("setpriv", "--reuid=" + NAME, "--regid=" + group(), "--clear-groups"),
            List.of("runuser", "-u", NAME, "--"));
    for (var candidate : candidates) {
      if (works(candidate)) {
        return new ServerUser(candidate, Optional.of(NAME));
      }
    }
    throw new IllegalStateException(
        "PostgreSQL refuses to run as root, and neither setpriv nor runuser works here: install util-linux, or run as another user");
  }

  List<String> command(List<String> command) {
    var all = new ArrayList<>(prefix);
    all.addAll(command);
    return List.copyOf(all);
  }

  /**
   * Lets the server's user pass through a folder of ours. What lies above is not ours to open:
   * below a home that only root may enter, this fails with one sentence.
   */
  void admit(Path folder) throws IOException {
    if (owner.isEmpty()) {
      return;
    }
    var permissions = Files.getPosixFilePermissions(folder);
    permissions.add(PosixFilePermission.OTHERS_EXECUTE);
    Files.setPosixFilePermissions(folder, permissions);
    if (!works(command(List.of("test", "-x", folder.toString())), List.of())) {
      throw new IllegalStateException(
          "as root, PostgreSQL runs as "
              + NAME
              + ", who cannot enter "
              + folder
              + ": choose a data folder that everyone may enter, e.g. /var/lib/hindcast");
    }
  }

  /** Gives a folder to the server's user. */
  void own(Path folder) throws IOException {
    if (owner.isPresent()) {
      var principal =
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner.get());
      Files.setOwner(folder, principal);
    }
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static String group() {
    return Files.exists(Path.of("/etc/debian_version")) ? "nogroup" : NAME;
  }

  /** Whether a program can be started with this prefix. */
  static boolean works(List<String> prefix) {
    return works(prefix, List.of("true"));
  }

  private static boolean works(List<String> prefix, List<String> command) {
    var probe = new ArrayList<>(prefix);
    probe.addAll(command);
    try {
      var process =
          new ProcessBuilder(probe)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false; // the program is missing
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
