package dev.hindcast.platform.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    // Keeping DAC_OVERRIDE lets the server reach a data folder below a home that only root may
    // enter.
    var candidates =
        List.of(
            List.of(
                "setpriv",
                "--reuid=" + NAME,
                "--regid=" + group(),
                "--clear-groups",
                "--inh-caps=+dac_override",
                "--ambient-caps=+dac_override"),
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
    var probe = new ArrayList<>(prefix);
    probe.add("true");
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
