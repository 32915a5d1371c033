package dev.hindcast.branch.provider;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A moment of a store: everything committed before it is in the fork, nothing after it. Valid only
 * in the cluster of {@code systemIdentifier}.
 *
 * @param lsn position in the write-ahead log, {@code 0/1A2B3C4}
 * @param snapshot {@code pg_snapshot} text, {@code 880:882:881}; empty if the provider has none
 * @param time the store's clock
 * @param systemIdentifier of the PostgreSQL cluster
 * @param precision of the point
 */
public record ForkPoint(
    String lsn, String snapshot, Instant time, String systemIdentifier, Precision precision) {
  public ForkPoint {
    requireNonNull(lsn);
    requireNonNull(snapshot);
    requireNonNull(time);
    requireNonNull(systemIdentifier);
    requireNonNull(precision);
  }
}
