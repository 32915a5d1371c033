package dev.hindcast.gateway.lease;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.replay.PolicyRef;

/**
 * A replay that follows the one whose shard is leased.
 *
 * @param replay last part of its resource name
 */
public record Follower(String replay, PolicyRef candidate) {
  public Follower {
    requireNonNull(replay);
    requireNonNull(candidate);
  }
}
