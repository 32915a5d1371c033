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
   * A quota is used up.
   *
   * @param quota which, in words
   * @param limit of it
   * @param current what is in use
   */
  record QuotaReached(String quota, long limit, long current) implements Insertion {
    public QuotaReached {
      requireNonNull(quota);
    }
  }
}
