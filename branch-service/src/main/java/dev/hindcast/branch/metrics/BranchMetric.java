package dev.hindcast.branch.metrics;

/**
 * Every metric of the branch-service: its name and what it means. Bytes and seconds, no prefixes.
 */
public enum BranchMetric {
  /** Gauge by store and state. */
  FORKS("hindcast.branch.forks", "Live branches"),
  /** Gauge by store, seconds. */
  OLDEST_AGE("hindcast.branch.oldest.age", "Age of the oldest live branch"),
  /** Gauge by store, bytes. */
  DIVERGENCE(
      "hindcast.branch.divergence", "What the live branches hold themselves, as measured last"),
  /** Timer by store and provider. */
  CREATION("hindcast.branch.creation", "Time that a provider took to make a fork"),
  /** Counter by store. */
  ORPHANS_REMOVED("hindcast.branch.orphans.removed", "Forks removed because no record owned them"),
  /** Counter by sweep (expiry, budget, reconcile). */
  SWEEPS("hindcast.branch.sweeps", "Runs of a sweep that came to their end"),
  /** Counter by sweep. */
  SWEPT("hindcast.branch.swept", "Branches that a sweep ended or finished");

  private final String id;
  private final String help;

  BranchMetric(String id, String help) {
    this.id = id;
    this.help = help;
  }

  /** Its name; exporters turn the dots into what their system likes. */
  public String id() {
    return id;
  }

  /** What it means, for a person. */
  public String help() {
    return help;
  }
}
