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
 * @param actions all that were met: judged, not replayable and not pulled ones
 * @param unpulled counted and not judged, because no changed rule can touch them: unchanged,
 *     without a decision
 * @param audited those of the unpulled that were judged all the same, as a sample, and are
 *     unchanged indeed; no fact about the diff
 * @param transitions effect by effect over all judged actions, unchanged ones too
 * @param byRule by the rule that caused the change: the candidate's deciding rule, or the
 *     baseline's where the candidate's default decided
 * @param byTool of a bounded number of names, all others under one; see {@link NameLimit}
 * @param byAgent likewise
 * @param skippedErrors evaluation errors of rules with {@code onError: skip}
 * @param decisions how often each rule decided, on each side; a rule that is absent never did
 * @param changes hash of the set of all changes
 */
public record ShardSummary(
    long actions,
    long unchanged,
    long changed,
    long unpulled,
    long audited,
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
    byTool = Counts.copyOf(NameLimit.of(byTool));
    byAgent = Counts.copyOf(NameLimit.of(byAgent));
    byHour = Counts.copyOf(byHour);
    skippedErrors = Counts.copyOf(skippedErrors);
    decisions = Counts.copyOf(decisions);
    requireNonNull(changes, "changes");
    long excluded = notReplayable.values().stream().mapToLong(Long::longValue).sum();
    if (unchanged < 0
        || changed < 0
        || unpulled < 0
        || actions != unchanged + changed + unpulled + excluded) {
      throw new IllegalArgumentException(
          "every action is unchanged, changed, not pulled or not replayable");
    }
    if (audited < 0 || audited > unpulled) {
      throw new IllegalArgumentException("what is audited was not pulled");
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
        Math.addExact(unpulled, other.unpulled),
        Math.addExact(audited, other.audited),
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
    return actions - judged() - unpulled;
  }

  /**
   * Share of the actions of which is known what becomes of them, from 0 to 1: judged, or not pulled
   * because they are unchanged whatever they are. 0 if there are none: nothing was proved.
   */
  public double coverage() {
    return actions == 0 ? 0.0 : (double) (judged() + unpulled) / actions;
  }

  public long count(ChangeKind kind) {
    return byKind.getOrDefault(kind, 0L);
  }
}
