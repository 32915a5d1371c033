package dev.hindcast.worker.assignment;

import static java.util.Objects.requireNonNull;

/**
 * A replay whose candidate judges the same actions against the same baseline.
 *
 * @param replay {@code replays/{replay}}
 */
public record Follower(String replay, PolicyRef candidate) {
  public Follower {
    requireNonNull(replay, "replay");
    requireNonNull(candidate, "candidate");
  }
}
