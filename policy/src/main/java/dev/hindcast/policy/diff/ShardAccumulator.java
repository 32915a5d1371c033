package dev.hindcast.policy.diff;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.decision.Effect;
import dev.hindcast.policy.engine.NotReplayableReason;
import dev.hindcast.policy.judge.ChangeKind;
import dev.hindcast.policy.judge.Side;
import dev.hindcast.policy.judge.SideErrors;
import dev.hindcast.policy.judge.Verdict;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Adds up verdicts into a {@link ShardSummary}. Not thread-safe: one for each shard. */
public final class ShardAccumulator implements SideErrors {
  private final Map<Effect, Map<Effect, Counter>> transitions = new EnumMap<>(Effect.class);
  private final Map<NotReplayableReason, Long> notReplayable =
      new EnumMap<>(NotReplayableReason.class);
  private final Map<ChangeKind, Long> byKind = new EnumMap<>(ChangeKind.class);
  private final Map<KindRule, Long> byRule = new HashMap<>();
  private final Map<KindName, Long> byTool = new HashMap<>();
  private final Map<KindName, Long> byAgent = new HashMap<>();
  private final Map<KindHour, Long> byHour = new HashMap<>();
  private final Map<SideRule, Long> skippedErrors = new HashMap<>();
  private final Map<Side, Map<String, Counter>> decisions = new EnumMap<>(Side.class);
  private final long[] changes = ChangeSetHash.zero();
  private long actions;
  private long unchanged;
  private long changed;
  private long unpulled;
  private long audited;

  /** Most actions only bump two of these, so they are not boxed. */
  private static final class Counter {
    private long count;
  }

  public ShardAccumulator() {
    for (Side side : Side.values()) {
      decisions.put(side, new HashMap<>());
    }
    for (Effect from : Effect.values()) {
      Map<Effect, Counter> row = new EnumMap<>(Effect.class);
      for (Effect to : Effect.values()) {
        row.put(to, new Counter());
      }
      transitions.put(from, row);
    }
  }

  public void add(Action action, Verdict verdict) {
    actions++;
    switch (verdict) {
      case Verdict.Unchanged(Decision decision) -> {
        unchanged++;
        decided(decision, decision);
      }
      case Verdict.Changed change -> {
        changed++;
        decided(change.baseline(), change.candidate());
        changed(action, change);
      }
      case Verdict.NotReplayable(NotReplayableReason reason) ->
          notReplayable.merge(reason, 1L, Long::sum);
    }
  }

  /** Counts actions that are not judged, because no changed rule can touch them. */
  public void addUnpulled(long count) {
    actions += count;
    unpulled += count;
  }

  /** One of the unpulled ones was judged all the same, and is unchanged. */
  public void addAudited() {
    audited++;
  }

  @Override
  public void skipped(Side side, String ruleId, String message) {
    skippedErrors.merge(new SideRule(side, ruleId), 1L, Long::sum);
  }

  /** What was added so far. */
  public ShardSummary summary() {
    Map<SideRule, Long> decided = new HashMap<>();
    decisions.forEach(
        (side, rules) ->
            rules.forEach((rule, counter) -> decided.put(new SideRule(side, rule), counter.count)));
    return new ShardSummary(
        actions,
        unchanged,
        changed,
        unpulled,
        audited,
        notReplayable,
        matrix(),
        byKind,
        byRule,
        byTool,
        byAgent,
        byHour,
        skippedErrors,
        decided,
        ChangeSetHash.ofWords(changes));
  }

  private void decided(Decision baseline, Decision candidate) {
    transitions.get(baseline.effect()).get(candidate.effect()).count++;
    decisions.get(Side.BASELINE).computeIfAbsent(baseline.ruleId(), _ -> new Counter()).count++;
    decisions.get(Side.CANDIDATE).computeIfAbsent(candidate.ruleId(), _ -> new Counter()).count++;
  }

  private void changed(Action action, Verdict.Changed change) {
    ChangeKind kind = change.kind();
    byKind.merge(kind, 1L, Long::sum);
    byRule.merge(new KindRule(kind, change.causingSide(), change.causingRule()), 1L, Long::sum);
    byTool.merge(new KindName(kind, ShownName.of(action.tool())), 1L, Long::sum);
    byAgent.merge(new KindName(kind, ShownName.of(action.agent())), 1L, Long::sum);
    byHour.merge(new KindHour(kind, action.time()), 1L, Long::sum);
    ChangeSetHash.expandAndAdd(CanonicalChange.bytes(action, change), changes);
  }

  private Map<Transition, Long> matrix() {
    Map<Transition, Long> matrix = new HashMap<>();
    transitions.forEach(
        (from, row) -> row.forEach((to, cell) -> matrix.put(new Transition(from, to), cell.count)));
    return matrix;
  }
}
