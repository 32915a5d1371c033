package dev.hindcast.branch.reconcile;

/**
 * What one reconciliation did.
 *
 * @param finished creations whose fork was there
 * @param reset branches that were set back at last
 * @param undone creations that were abandoned before their fork was there
 * @param removed deletions that were brought to their end
 * @param orphans forks that no live record owned
 * @param lost ready branches whose fork was gone
 * @param loads bundles of which nobody knew whether they were written
 */
public record Reconciliation(
    int finished, int reset, int undone, int removed, int orphans, int lost, int loads) {

  static final Reconciliation NOTHING = new Reconciliation(0, 0, 0, 0, 0, 0, 0);

  /** How many branches and forks it changed. */
  public int changes() {
    return finished + reset + undone + removed + orphans + lost + loads;
  }

  Reconciliation plus(Reconciliation other) {
    return new Reconciliation(
        finished + other.finished,
        reset + other.reset,
        undone + other.undone,
        removed + other.removed,
        orphans + other.orphans,
        lost + other.lost,
        loads + other.loads);
  }
}
