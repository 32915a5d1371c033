package dev.hindcast.policy.engine;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.ValuePath;
import dev.hindcast.policy.bundle.Match;
import dev.hindcast.policy.bundle.Modification;
import dev.hindcast.policy.bundle.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** An enabled rule with what the shared machinery needs to know of it. */
final class IndexedRule {
  private static final ValuePath ACTION = ValuePath.of("action");

  private final EvaluableRule evaluable;
  private final Rule rule;
  private final Match match;
  private final boolean matchesOnToolOnly;
  private final int slot;
  private final Set<ValuePath> reads;
  private final List<ValuePath> matchReads;
  private final boolean readsArgs;

  IndexedRule(EvaluableRule evaluable, int slot) {
    this.evaluable = evaluable;
    this.rule = evaluable.rule();
    this.match = rule.match();
    this.slot = slot;
    this.matchReads = matchReads(match);
    this.matchesOnToolOnly = matchReads.size() == 1;
    Set<ValuePath> all = new LinkedHashSet<>(evaluable.reads());
    rule.modify().stream().map(Modification::path).forEach(all::add);
    this.reads = Set.copyOf(all);
    this.readsArgs = all.stream().anyMatch(path -> path.root().equals("args"));
  }

  Rule rule() {
    return rule;
  }

  EvaluableRule evaluable() {
    return evaluable;
  }

  /** Everything the condition, the message and the modifications read. */
  Set<ValuePath> reads() {
    return reads;
  }

  /** What the match clause reads, the tool included. */
  List<ValuePath> matchReads() {
    return matchReads;
  }

  boolean readsArgs() {
    return readsArgs;
  }

  /** The rest of the match clause, given that the tool matches. */
  boolean admits(Action action) {
    return matchesOnToolOnly
        || match.others(action.agent(), action.operation(), action.tenant(), action.model());
  }

  RuleOutcome outcome(Evaluation evaluation) {
    return evaluation.outcome(evaluable, slot);
  }

  private static List<ValuePath> matchReads(Match match) {
    List<ValuePath> reads = new ArrayList<>();
    reads.add(ACTION.key("tool"));
    addIf(reads, "agent", match.agents());
    addIf(reads, "operation", match.operations());
    addIf(reads, "tenant", match.tenants());
    addIf(reads, "model", match.models());
    return List.copyOf(reads);
  }

  private static void addIf(List<ValuePath> reads, String column, Collection<?> clause) {
    if (!clause.isEmpty()) {
      reads.add(ACTION.key(column));
    }
  }
}
