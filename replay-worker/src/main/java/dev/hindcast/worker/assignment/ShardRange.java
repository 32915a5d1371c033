package dev.hindcast.worker.assignment;

import static java.util.Objects.requireNonNull;

/** The piece of a window that a shard covers. */
public sealed interface ShardRange {

  /** Action ids from {@code from} up to, not including, {@code to}, in any order. */
  record Actions(long from, long to) implements ShardRange {}

  /**
   * Action ids from {@code from} up to, not including, {@code to} of what arrived in the store
   * after the fork: of what its snapshot {@code upto} sees and {@code since} does not.
   */
  record Live(String since, String upto, long from, long to) implements ShardRange {
    public Live {
      requireNonNull(since, "since");
      requireNonNull(upto, "upto");
    }
  }

  /**
   * Whole workflows in order of their steps; ids in the {@code C} collation.
   *
   * @param from first id; empty: from the start
   * @param to first id after the range; empty: to the end
   */
  record Workflows(String from, String to) implements ShardRange {
    public Workflows {
      requireNonNull(from, "from");
      requireNonNull(to, "to");
    }
  }
}
