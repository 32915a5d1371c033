package dev.hindcast.branch.remote;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Now, as the store's database tells it.
 *
 * @param lsn that everything committed so far lies before; durable
 * @param time of its clock
 * @param systemIdentifier of its cluster
 * @param horizon before which all transactions have ended
 */
public record Moment(String lsn, Instant time, String systemIdentifier, String horizon) {
  public Moment {
    requireNonNull(lsn);
    requireNonNull(time);
    requireNonNull(systemIdentifier);
    requireNonNull(horizon);
  }
}
