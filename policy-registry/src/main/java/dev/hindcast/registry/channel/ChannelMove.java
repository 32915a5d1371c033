package dev.hindcast.registry.channel;

import static java.util.Objects.requireNonNull;

import dev.hindcast.registry.version.VersionName;
import java.time.Instant;
import java.util.Optional;

/**
 * One step of a channel's history.
 *
 * @param from empty for the move that created the channel
 * @param mover as the caller said, may be empty
 */
public record ChannelMove(
    Optional<VersionName> from, VersionName to, Instant moveTime, String mover, String reason) {
  public ChannelMove {
    requireNonNull(from, "from");
    requireNonNull(to, "to");
    requireNonNull(moveTime, "moveTime");
    requireNonNull(mover, "mover");
    requireNonNull(reason, "reason");
  }
}
