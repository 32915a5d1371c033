package dev.hindcast.platform.identity;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a caller may be. A caller may have several, each for one store or for all. */
public enum Role {
  /** Reads replays, diffs, changes, versions, branches. */
  VIEWER("reads everything but secrets and the audit log"),
  /** Publishes versions of bundles. */
  AUTHOR("publishes bundles"),
  /** Makes branches and runs replays. */
  OPERATOR("forks, replays, discards"),
  /** Moves channels. */
  PROMOTER("moves channels, by promotion or by hand"),
  /** A replay worker. */
  WORKER("judges shards: replay workers"),
  /** An exporter of traces or a policy engine that sends what agents did. */
  RECORDER("appends actions to the stores that take them in, and nothing else"),
  /** One of Hindcast's own services. */
  SERVICE("Hindcast's own services among each other; may say for whom they call"),
  /** Reads the audit log, and may all that people may. */
  ADMIN("all that people may, and the audit log");

  private final String meaning;

  Role(String meaning) {
    this.meaning = meaning;
  }

  /** What it is for, in half a sentence. */
  public String meaning() {
    return meaning;
  }

  /** As files and tokens name it, e.g. {@code viewer}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of a label. */
  public static Optional<Role> of(String label) {
    return Stream.of(values()).filter(role -> role.label().equals(label)).findFirst();
  }
}
