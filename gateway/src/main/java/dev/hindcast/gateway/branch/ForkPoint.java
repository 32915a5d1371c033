package dev.hindcast.gateway.branch;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * The moment of a store that a branch holds.
 *
 * @param lsn write-ahead log position
 * @param snapshot PostgreSQL's {@code pg_snapshot} text
 * @param time the store's clock at the fork
 * @param systemIdentifier of the PostgreSQL cluster: outside it the snapshot means nothing
 * @param precision how exact the point is, by its name in the API
 */
public record ForkPoint(
    String lsn, String snapshot, Instant time, String systemIdentifier, String precision) {
  public ForkPoint {
    requireNonNull(lsn);
    requireNonNull(snapshot);
    requireNonNull(time);
    requireNonNull(systemIdentifier);
    requireNonNull(precision);
  }

  /** Whether it is the very same fork: a branch's name may be used again, its snapshot not. */
  public boolean isSameForkAs(ForkPoint other) {
    return lsn.equals(other.lsn) && snapshot.equals(other.snapshot);
  }
}
