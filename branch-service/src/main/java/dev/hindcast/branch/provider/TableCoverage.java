package dev.hindcast.branch.provider;

import static java.util.Objects.requireNonNull;

/**
 * How well a fork holds one table at its cut.
 *
 * @param table {@code schema.name}
 * @param reason what stands in the way of PINNED, one sentence; else empty
 */
public record TableCoverage(String table, Kind kind, String reason) {
  public TableCoverage {
    requireNonNull(table);
    requireNonNull(kind);
    requireNonNull(reason);
  }

  /** How a table is held. */
  public enum Kind {
    /** Rows are only ever added: what the cut sees stays. */
    APPEND_ONLY,
    /** Rows that change in the store keep the state of the cut in the fork. */
    PINNED,
    /** Later changes in the store show through: not to be relied on. */
    NOT_PINNED
  }
}
