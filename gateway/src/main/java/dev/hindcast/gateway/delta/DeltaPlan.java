package dev.hindcast.gateway.delta;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.branch.BranchReader;
import dev.hindcast.gateway.replay.Audit;
import dev.hindcast.gateway.replay.Window;
import dev.hindcast.policy.delta.BundleDelta;
import dev.hindcast.policy.delta.ChangedRule;
import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.reads.Reads;
import java.util.ArrayList;
import java.util.List;

/**
 * What two bundles ask of a database: which columns and paths to read, and which actions, if not
 * all.
 *
 * @param obstacles why nothing less than judging every action is sound; empty: {@code pulled} is
 * @param changed rules that differ, with the condition of each
 * @param pulled conditions for an action to be judged
 */
public record DeltaPlan(
    Reads reads, List<String> obstacles, List<ExplainedRule> changed, PulledSql pulled) {
  private static final String DOUBTFUL_INDEX = "action_doubtful";

  private static final String HISTORY =
      "a rule reads 'history', so workflows are judged whole and in order";

  public DeltaPlan {
    requireNonNull(reads);
    obstacles = List.copyOf(obstacles);
    changed = List.copyOf(changed);
    requireNonNull(pulled);
  }

  /** A changed rule and the condition for the actions it can touch. */
  public record ExplainedRule(ChangedRule rule, String predicate) {
    public ExplainedRule {
      requireNonNull(rule);
      requireNonNull(predicate);
    }
  }

  /** Compares two bundles. */
  public static DeltaPlan of(CompiledBundle baseline, CompiledBundle candidate) {
    var delta = BundleDelta.of(baseline, candidate);
    var reads = baseline.reads().union(candidate.reads());
    var obstacles = new ArrayList<>(delta.obstacles());
    if (reads.history()) {
      obstacles.add(HISTORY);
    }
    return new DeltaPlan(
        reads,
        obstacles,
        delta.changed().stream()
            .map(rule -> new ExplainedRule(rule, SelectionSql.of(rule.selection())))
            .toList(),
        PulledSql.of(delta, reads));
  }

  /** Columns that are read of an action to judge it. */
  public List<String> columns() {
    return ReadSql.of(reads, Window.ALL).columns();
  }

  /** Paths of JSON that are read of it. */
  public List<String> paths() {
    return ReadSql.of(reads, Window.ALL).paths();
  }

  /** The statement of a full replay's shard, for people. */
  public String readStatement(Window window) {
    return ReadSql.of(reads, window).statement();
  }

  /** Whether a branch has an index that lists what might not be replayable; false: it is asked. */
  public boolean isIndexed(BranchReader branch) {
    return branch.uses(
        "SELECT action_id FROM action WHERE " + PulledSql.DOUBTFUL_BY_INDEX, DOUBTFUL_INDEX);
  }

  /**
   * The statements of a delta replay's shard, with the bounds {@code $1} and {@code $2}.
   *
   * @param indexed see {@link #isIndexed}
   * @param alone whether the shard is the only one, so that nothing lies outside of its bounds
   */
  public DeltaScan scan(Window window, Audit audit, boolean indexed, boolean alone) {
    return indexed
        ? ScanSql.byIndex(pulled, window, audit, alone)
        : ScanSql.inOnePass(pulled, window, audit, alone);
  }
}
