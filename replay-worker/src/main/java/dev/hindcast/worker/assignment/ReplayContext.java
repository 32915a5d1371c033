package dev.hindcast.worker.assignment;

import static java.util.Objects.requireNonNull;

/** What all shards of a replay share. Holds the branch's secret: never log its parts. */
public record ReplayContext(
    BranchLogin branch, PolicyRef baseline, PolicyRef candidate, Window window) {
  public ReplayContext {
    requireNonNull(branch, "branch");
    requireNonNull(baseline, "baseline");
    requireNonNull(candidate, "candidate");
    requireNonNull(window, "window");
  }
}
