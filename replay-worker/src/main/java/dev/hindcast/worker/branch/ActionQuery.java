package dev.hindcast.worker.branch;

import static java.util.Objects.requireNonNull;

import dev.hindcast.worker.assignment.ShardRange;
import dev.hindcast.worker.assignment.Window;

/**
 * Which actions to read, and what of them. With history, the workflows that have an action in the
 * window are read whole: earlier actions count as history although they are not judged. So are
 * those of a slice of what arrived after the fork, as far as the slice's later snapshot sees them.
 */
public record ActionQuery(ShardRange range, Window window, Projection projection) {
  public ActionQuery {
    requireNonNull(range, "range");
    requireNonNull(window, "window");
    // What arrived after the fork is little, and its statement is long enough.
    projection = range instanceof ShardRange.Live ? projection.alike() : projection;
    if (projection.history() && range instanceof ShardRange.Actions) {
      throw new IllegalArgumentException(
          "a bundle reads history, so the shard must be a range of workflows");
    }
  }
}
