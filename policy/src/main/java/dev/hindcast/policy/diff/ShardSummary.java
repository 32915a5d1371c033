package dev.hindcast.policy.diff;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.engine.NotReplayableReason;
import dev.hindcast.policy.judge.ChangeKind;
import java.util.Map;

/**
 * What a replay found in some of its actions: a commutative monoid, so shards can be merged in any
 * order and the whole is the same however the actions were split. Immutable; all maps are sorted
 * and hold no zeros.
 *
 * @param actions all that were met: judged and not replayable ones
 * @param transitions effect by effect over all judged actions, unchanged ones too
 * @param byRule by the rule that caused the change: the candidate's deciding rule, or the
 *     baseline's where the candidate's default decided
 * @param skippedErrors evaluation errors of rules with {@code onError: skip}
 * @param decisions how often each rule decided, on each side; a rule that is absent never did
 * @param changes hash of the set of all changes
 */
public record ShardSummary(
    long actions,
    long unchanged,
    long changed,
    Map<NotReplayableReason, Long> notReplayable,
    Map<Transition, Long> transitions,
    Map<ChangeKind, Long> byKind,
    Map<KindRule, Long> byRule,
    Map<KindName, Long> byTool,
    Map<KindName, Long> byAgent,
    Map<KindHour, Long> byHour,
    Map<SideRule, Long> skippedErrors,
    Map<SideRule, Long> decisions,
    ChangeSetHash changes) {

  private static final ShardSummary EMPTY =
      new ShardSummary(
          0,
          0,
          0,
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          ChangeSetHash.EMPTY);

  public ShardSummary {
    notReplayable = Counts.copyOf(notReplayable);
    transitions = Counts.copyOf(transitions);
    byKind = Counts.copyOf(byKind);
    byRule = Counts.copyOf(byRule);
    byTool = Counts.copyOf(byTool);
    byAgent = Counts.copyOf(byAgent);
    byHour = Counts.copyOf(byHour);
    skippedErrors = Counts.copyOf(skippedErrors);
    decisions = Counts.copyOf(decisions);
    requireNonNull(changes, "changes");
    long excluded = notReplayable.values().stream().mapToLong(Long::longValue).sum();
    if (unchanged < 0 || changed < 0 || actions != unchanged + changed + excluded) {
      throw new IllegalArgumentException("every action is unchanged, changed or not replayable");
    }
  }

  public static ShardSummary empty() {
    return EMPTY;
  }

  public ShardSummary plus(ShardSummary other) {
    return new ShardSummary(
        Math.addExact(actions, other.actions),
        Math.addExact(unchanged, other.unchanged),
        Math.addExact(changed, other.changed),
        Counts.plus(notReplayable, other.notReplayable),
        Counts.plus(transitions, other.transitions),
        Counts.plus(byKind, other.byKind),
        Counts.plus(byRule, other.byRule),
        Counts.plus(byTool, other.byTool),
        Counts.plus(byAgent, other.byAgent),
        Counts.plus(byHour, other.byHour),
        Counts.plus(skippedErrors, other.skippedErrors),
        Counts.plus(decisions, other.decisions),
        changes.plus(other.changes));
  }

  public long judged() {
    return unchanged + changed;
  }

  public long notReplayableTotal() {
    return actions - judged();
  }

  /**
   * Share of the actions that could be judged, from 0 to 1; 0 if there are none: nothing was
   * proved.
   */
  public double coverage() {
    return actions == 0 ? 0.0 : (double) judged() / actions;
  }

  public long count(ChangeKind kind) {
    return byKind.getOrDefault(kind, 0L);
  }
}
