package dev.hindcast.branch.branch;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * What a caller asks for.
 *
 * @param id last part of the name; empty: one is made up
 * @param owner recorded as it is
 * @param requestId a repeated one with the same values means the branch that the first call made
 */
public record Creation(
    String store, String id, Duration ttl, String owner, Optional<UUID> requestId) {
  public Creation {
    requireNonNull(store);
    requireNonNull(id);
    requireNonNull(ttl);
    requireNonNull(owner);
    requireNonNull(requestId);
  }

  /** All that must be the same when a request id comes again. */
  String values() {
    return String.join("\n", store, id, ttl.toString(), owner);
  }
}
