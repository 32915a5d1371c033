package dev.hindcast.branch.provider;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * What to fork.
 *
 * @param name of the fork to make
 * @param installation whose fork it is
 * @param cut which moment of the store
 * @param expireTime when the service will delete it; a hint for engines with a time to live
 */
public record ForkRequest(ForkName name, Installation installation, Cut cut, Instant expireTime) {
  public ForkRequest {
    requireNonNull(name);
    requireNonNull(installation);
    requireNonNull(cut);
    requireNonNull(expireTime);
  }
}
