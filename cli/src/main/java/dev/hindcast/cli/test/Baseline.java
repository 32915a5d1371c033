package dev.hindcast.cli.test;

import static java.util.Objects.requireNonNull;

import dev.hindcast.cli.bundle.BundleFolder;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.output.CommandException;
import dev.hindcast.policy.bundle.BundleSource;
import java.nio.file.Files;
import java.nio.file.Path;

/** The policy that the candidate is compared with. */
public sealed interface Baseline {

  /** What production had active at the fork point. */
  record Active() implements Baseline {}

  /** No policy: everything is allowed. */
  record AllowAll() implements Baseline {}

  /** The files of a folder. */
  record Folder(BundleSource source) implements Baseline {
    public Folder {
      requireNonNull(source);
    }
  }

  /** A published version, by its resource name. */
  record Published(String version) implements Baseline {
    public Published {
      requireNonNull(version);
    }
  }

  /** What the option says. */
  static Baseline parse(String text) {
    if (text.equals("active")) {
      return new Active();
    }
    if (text.equals("allow-all")) {
      return new AllowAll();
    }
    if (Files.exists(Path.of(text))) {
      return new Folder(BundleFolder.read(Path.of(text)));
    }
    if (Names.isVersion(text)) {
      return new Published(Names.version(text));
    }
    throw new CommandException(
        "--baseline '"
            + text
            + "' is no folder that is there, no NAME/VERSION, not active and not allow-all");
  }
}
