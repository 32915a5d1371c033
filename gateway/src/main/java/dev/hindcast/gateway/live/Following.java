package dev.hindcast.gateway.live;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.branch.ForkPoint;

/**
 * A live part with something to do: its next slice is due, or its end.
 *
 * @param id key of the live part
 * @param name as its shards' leases have it
 * @param since snapshot of the store that ends its newest slice
 * @param last whether nothing is to be cut after the next slice
 * @param allCut nothing is to be cut any more, and all is judged
 * @param open slices that are not judged yet
 */
public record Following(
    long id,
    String name,
    String branch,
    ForkPoint forkPoint,
    String since,
    boolean last,
    boolean allCut,
    long open) {
  public Following {
    requireNonNull(name);
    requireNonNull(branch);
    requireNonNull(forkPoint);
    requireNonNull(since);
  }
}
