package dev.hindcast.branch.remote;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * A fork as its engine shows it.
 *
 * @param id by which the engine finds it
 * @param origin what it was cut from: a branch or snapshot, by its id
 * @param lsn that it was cut at; empty if the engine does not tell
 * @param time that it was cut at, by the engine's clock
 * @param isReady whether the engine is done with it; it need not answer queries yet
 * @param isDeleted whether it was deleted, but can be brought back
 * @param expireTime of the engine's own clock for it; {@link Instant#MAX} for none
 * @param logicalBytes what it appears to hold
 * @param writtenBytes what was written into it
 */
public record RemoteBranch(
    String id,
    RemoteName name,
    String origin,
    String lsn,
    Instant time,
    boolean isReady,
    boolean isDeleted,
    Instant expireTime,
    OptionalLong logicalBytes,
    OptionalLong writtenBytes) {
  public RemoteBranch {
    requireNonNull(id);
    requireNonNull(name);
    requireNonNull(origin);
    requireNonNull(lsn);
    requireNonNull(time);
    requireNonNull(expireTime);
    requireNonNull(logicalBytes);
    requireNonNull(writtenBytes);
  }
}
