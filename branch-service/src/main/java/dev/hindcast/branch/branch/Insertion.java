package dev.hindcast.branch.branch;

import static java.util.Objects.requireNonNull;

/** What came of putting an intent on record. */
public sealed interface Insertion {

  /** It is on record. */
  record Inserted(Branch branch) implements Insertion {
    public Inserted {
      requireNonNull(branch);
    }
  }

  /** The request id is on record already, with this branch. */
  record Known(Branch branch) implements Insertion {
    public Known {
      requireNonNull(branch);
    }
  }

  /** A live branch has the name. */
  record NameTaken() implements Insertion {}

  /**
   * The store has as many live branches as it may.
   *
   * @param live their number
   */
  record LimitReached(int live) implements Insertion {}
}
