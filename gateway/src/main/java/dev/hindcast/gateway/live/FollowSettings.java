package dev.hindcast.gateway.live;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How replays follow their stores.
 *
 * @param interval about how often a slice is cut, if anything arrived
 * @param longest after which following ends by itself
 */
public record FollowSettings(Duration interval, Duration longest) {
  public FollowSettings {
    requireNonNull(interval);
    requireNonNull(longest);
  }
}
