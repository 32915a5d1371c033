package dev.hindcast.branch.provider;

import static java.util.Objects.requireNonNull;

/** What came of a call to delete a fork. */
public sealed interface Release {

  /**
   * The engine confirmed that nothing is left.
   *
   * @param proof what was deleted and how its absence was confirmed, in one line for the record;
   *     without secrets
   */
  record Released(String proof) implements Release {
    public Released {
      requireNonNull(proof);
    }
  }

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
