package dev.hindcast.worker.assignment;

import static java.util.Objects.requireNonNull;

/** A shard with all that is needed to judge it. */
public record Assignment(Lease lease, ReplayContext context, ShardRange range) {
  public Assignment {
    requireNonNull(lease, "lease");
    requireNonNull(context, "context");
    requireNonNull(range, "range");
  }
}
