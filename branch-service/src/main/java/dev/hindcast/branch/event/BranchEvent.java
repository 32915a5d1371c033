package dev.hindcast.branch.event;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened to a branch, or to a fork without one.
 *
 * @param position in the order of all events; 0 as long as it is not kept
 * @param branchId last part of the branch's name; empty: an orphan that never had a record
 * @param uid of the branch or the orphan
 * @param expireTime of the branch at that moment
 * @param detail in words, without secrets
 */
public record BranchEvent(
    long position,
    Instant time,
    EventKind kind,
    String store,
    Optional<String> branchId,
    String uid,
    String owner,
    Optional<Instant> expireTime,
    String detail) {
  public BranchEvent {
    requireNonNull(time);
    requireNonNull(kind);
    requireNonNull(store);
    requireNonNull(branchId);
    requireNonNull(uid);
    requireNonNull(owner);
    requireNonNull(expireTime);
    requireNonNull(detail);
  }
}
