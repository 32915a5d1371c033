package dev.hindcast.branch.provider;

import static java.util.Objects.requireNonNull;

/** What came of a call to fork. */
public sealed interface ForkOutcome {

  /** The fork answers queries. */
  record Forked(Fork fork) implements ForkOutcome {
    public Forked {
      requireNonNull(fork);
    }
  }

  /**
   * The provider cannot fork this store as it is; nothing was made.
   *
   * @param reason one sentence that names the obstacle and the way to remove it
   */
  record Refused(String reason) implements ForkOutcome {
    public Refused {
      requireNonNull(reason);
    }
  }
}
