package dev.hindcast.tracestore.prepare;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A change that is made whole or not at all, in a transaction of its own.
 *
 * @param what it is done to: {@code schema.table}, or the database
 * @param why one line
 * @param statements in order, without semicolons at their ends
 */
public record Step(String what, String why, List<String> statements) {
  public Step {
    requireNonNull(what);
    requireNonNull(why);
    statements = List.copyOf(statements);
  }
}
