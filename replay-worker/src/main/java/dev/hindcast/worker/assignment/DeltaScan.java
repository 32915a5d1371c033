package dev.hindcast.worker.assignment;

import static java.util.Objects.requireNonNull;

/**
 * How to find what a delta replay judges.
 *
 * @param statement in which {@code $1} and {@code $2} bound the action ids; its one row is the
 *     number of actions, the ids of those to judge, and a sample of all ids
 */
public record DeltaScan(String statement) {
  public DeltaScan {
    requireNonNull(statement, "statement");
  }
}
