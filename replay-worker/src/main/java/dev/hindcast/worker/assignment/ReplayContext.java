package dev.hindcast.worker.assignment;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What all shards of a replay share. Holds the branch's secret: never log its parts.
 *
 * @param delta how to find the actions to judge; empty: all are
 */
public record ReplayContext(
    BranchLogin branch,
    PolicyRef baseline,
    PolicyRef candidate,
    Window window,
    Optional<DeltaScan> delta) {
  public ReplayContext {
    requireNonNull(branch, "branch");
    requireNonNull(baseline, "baseline");
    requireNonNull(candidate, "candidate");
    requireNonNull(window, "window");
    requireNonNull(delta, "delta");
  }
}
