package dev.hindcast.tracestore.prepare;

import static java.util.Objects.requireNonNull;

/**
 * A table that stays as it is. Forks show it all the same, with the store's later changes.
 *
 * @param table {@code schema.table}
 * @param reason what stands in the way, for a person
 */
public record Unfit(String table, String reason) {
  public Unfit {
    requireNonNull(table);
    requireNonNull(reason);
  }
}
