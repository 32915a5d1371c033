package dev.hindcast.branch.branch;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.provider.Cut;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * What a caller asks for.
 *
 * @param id last part of the name; empty: one is made up
 * @param owner recorded as it is
 * @param cut which moment of the store
 * @param maxDivergenceBytes what the branch may hold itself; 0: no budget of its own
 * @param requestId a repeated one with the same values means the branch that the first call made
 */
public record Creation(
    String store,
    String id,
    Duration ttl,
    String owner,
    Cut cut,
    long maxDivergenceBytes,
    Optional<UUID> requestId) {
  public Creation {
    requireNonNull(store);
    requireNonNull(id);
    requireNonNull(ttl);
    requireNonNull(owner);
    requireNonNull(cut);
    requireNonNull(requestId);
  }

  /** All that must be the same when a request id comes again. */
  String values() {
    return String.join(
        "\n", store, id, ttl.toString(), owner, cut.toString(), Long.toString(maxDivergenceBytes));
  }
}
