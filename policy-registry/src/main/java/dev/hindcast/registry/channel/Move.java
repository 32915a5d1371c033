package dev.hindcast.registry.channel;

import static java.util.Objects.requireNonNull;

import dev.hindcast.registry.version.VersionName;
import java.time.Instant;
import java.util.UUID;

/**
 * A move that somebody wants.
 *
 * @param id becomes the channel's etag and the activation's key in the trace stores; the same id
 *     never moves anything twice
 * @param to of the same bundle; the version exists
 */
public record Move(
    UUID id,
    ChannelName channel,
    VersionName to,
    Expectation expected,
    Instant time,
    String mover,
    String reason) {
  public Move {
    requireNonNull(id, "id");
    requireNonNull(channel, "channel");
    requireNonNull(to, "to");
    requireNonNull(expected, "expected");
    requireNonNull(time, "time");
    requireNonNull(mover, "mover");
    requireNonNull(reason, "reason");
    if (!to.bundle().equals(channel.bundle())) {
      throw new IllegalArgumentException("a channel points to versions of its own bundle");
    }
  }
}
