package dev.hindcast.branch.provider;

import static java.util.Objects.requireNonNull;

/**
 * What a provider truthfully offers on a store.
 *
 * @param pointInTime how the fork point is fixed
 * @param pastPoint whether a moment before now can be forked
 * @param ownCompute whether a fork runs on a server of its own
 * @param ddlIsolation whether schema changes in a fork stay there
 * @param divergenceBytes how well a fork's own size is known
 * @param reset whether a fork can be set back to its fork point
 * @param hardDelete whether a deletion leaves nothing behind
 * @param copyOnWrite whether it was measured here that a fork costs no copy
 */
public record Capabilities(
    Precision pointInTime,
    boolean pastPoint,
    boolean ownCompute,
    boolean ddlIsolation,
    Accuracy divergenceBytes,
    boolean reset,
    boolean hardDelete,
    Proof copyOnWrite) {
  public Capabilities {
    requireNonNull(pointInTime);
    requireNonNull(divergenceBytes);
    requireNonNull(copyOnWrite);
  }
}
