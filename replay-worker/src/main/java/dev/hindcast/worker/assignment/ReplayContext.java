package dev.hindcast.worker.assignment;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What all shards of a replay share. Holds the branch's secret: never log its parts.
 *
 * @param followers the other replays of its pass, in order
 * @param delta how to find the actions to judge; empty: all are
 */
public record ReplayContext(
    BranchLogin branch,
    PolicyRef baseline,
    PolicyRef candidate,
    Window window,
    List<Follower> followers,
    Optional<DeltaScan> delta) {
  public ReplayContext {
    requireNonNull(branch, "branch");
    requireNonNull(baseline, "baseline");
    requireNonNull(candidate, "candidate");
    requireNonNull(window, "window");
    followers = List.copyOf(followers);
    requireNonNull(delta, "delta");
  }
}
