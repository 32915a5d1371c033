package dev.hindcast.branch.provider;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * What a provider truthfully offers on a store.
 *
 * @param cuts what a fork can be cut at; NOW at least
 * @param pointInTime how exactly the fork point is known
 * @param timeToLive who ends a fork if the service does not
 * @param reset how a fork is set back
 * @param ownCompute whether a fork runs on a server of its own
 * @param ddlIsolation whether schema changes in a fork stay there
 * @param foreignKeys whether a fork enforces the store's foreign keys
 * @param divergenceBytes how well a fork's own size is known
 * @param hardDelete whether a deletion leaves nothing behind
 * @param copyOnWrite whether it was measured here that a fork costs no copy
 * @param live whether a fork also shows what is recorded in the store after its cut, apart: {@code
 *     hindcast_live_action} and {@code hindcast_live_workflow_outcome}, read-only, with the columns
 *     of the tables they are of
 */
public record Capabilities(
    Set<CutKind> cuts,
    Precision pointInTime,
    TimeToLive timeToLive,
    Reset reset,
    boolean ownCompute,
    boolean ddlIsolation,
    boolean foreignKeys,
    Accuracy divergenceBytes,
    boolean hardDelete,
    Proof copyOnWrite,
    boolean live) {
  public Capabilities {
    cuts = Set.copyOf(cuts);
    requireNonNull(pointInTime);
    requireNonNull(timeToLive);
    requireNonNull(reset);
    requireNonNull(divergenceBytes);
    requireNonNull(copyOnWrite);
    if (!cuts.contains(CutKind.NOW)) {
      throw new IllegalArgumentException("a provider that cannot fork now is none");
    }
  }
}
