package dev.hindcast.branch.provider;

import static java.util.Objects.requireNonNull;

/** What came of a call to delete a fork. */
public sealed interface Release {

  /** The engine confirmed that nothing is left. */
  record Released() implements Release {}

  /**
   * Something still holds on; the deletion has begun and is called again later.
   *
   * @param reason what holds on, for the log
   */
  record Pending(String reason) implements Release {
    public Pending {
      requireNonNull(reason);
    }
  }
}
