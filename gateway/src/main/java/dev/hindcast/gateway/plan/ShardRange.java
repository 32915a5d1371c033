package dev.hindcast.gateway.plan;

import static java.util.Objects.requireNonNull;

/** The piece of a window that a shard covers. Half-open. */
public sealed interface ShardRange {

  /** Actions by id; their order does not matter. */
  record Actions(long from, long to) implements ShardRange {
    public Actions {
      if (from > to) {
        throw new IllegalArgumentException("a range from " + from + " to " + to);
      }
    }
  }

  /**
   * Whole workflows by id in {@code C} order, because a rule reads their history.
   *
   * @param from empty: from the start
   * @param to empty: to the end
   */
  record Workflows(String from, String to) implements ShardRange {
    public Workflows {
      requireNonNull(from);
      requireNonNull(to);
    }
  }
}
