package dev.hindcast.gateway.registry;

import static java.util.Objects.requireNonNull;

/** What became of a channel's move. */
public sealed interface MoveOutcome {
  /** It points to the new version now. */
  record Moved(String version) implements MoveOutcome {
    public Moved {
      requireNonNull(version);
    }
  }

  /**
   * It was not where it was expected, and stays there.
   *
   * @param actual the version it points to; empty: the channel does not exist
   */
  record Elsewhere(String actual) implements MoveOutcome {
    public Elsewhere {
      requireNonNull(actual);
    }
  }

  /**
   * It can never succeed as it is, e.g. because the version does not exist.
   *
   * @param cause what to tell the caller
   */
  record Impossible(RuntimeException cause) implements MoveOutcome {
    public Impossible {
      requireNonNull(cause);
    }
  }
}
