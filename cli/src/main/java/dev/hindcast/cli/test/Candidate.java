package dev.hindcast.cli.test;

import static java.util.Objects.requireNonNull;

import dev.hindcast.cli.bundle.BundleFolder;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.output.CommandException;
import dev.hindcast.policy.bundle.BundleSource;
import java.nio.file.Files;
import java.nio.file.Path;

/** The policy that is tried. */
public sealed interface Candidate {

  /** The files of a folder. */
  record Folder(BundleSource source) implements Candidate {
    public Folder {
      requireNonNull(source);
    }
  }

  /** A published version, by its resource name. */
  record Published(String version) implements Candidate {
    public Published {
      requireNonNull(version);
    }
  }

  /** What the option says: a folder that is there, else {@code NAME/VERSION}. */
  static Candidate parse(String text) {
    if (Files.exists(Path.of(text))) {
      return new Folder(BundleFolder.read(Path.of(text)));
    }
    if (Names.isVersion(text)) {
      return new Published(Names.version(text));
    }
    throw new CommandException(
        "--candidate '" + text + "' is no folder that is there, and no NAME/VERSION");
  }
}
