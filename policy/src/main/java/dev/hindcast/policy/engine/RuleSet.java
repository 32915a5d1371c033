package dev.hindcast.policy.engine;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.ValuePath;
import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.bundle.Combining;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.reads.Reads;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A compiled bundle whose engine evaluates rule by rule: indexes the rules and combines their
 * effects. Thread-safe.
 */
public final class RuleSet implements CompiledBundle {
  private static final List<ValuePath> TOOL = List.of(ValuePath.of("action").key("tool"));

  private final Bundle bundle;
  private final String digest;
  private final List<? extends EvaluableRule> evaluable;
  private final RuleIndex index;
  private final Combiner combiner;
  private final Reads reads;

  /**
   * @param rules the enabled rules of the bundle, compiled, in the order they were declared
   */
  public RuleSet(Bundle bundle, String digest, List<? extends EvaluableRule> rules) {
    this(bundle, digest, rules, Map.of());
  }

  private RuleSet(
      Bundle bundle,
      String digest,
      List<? extends EvaluableRule> rules,
      Map<String, Integer> slots) {
    this.bundle = requireNonNull(bundle, "bundle");
    this.digest = requireNonNull(digest, "digest");
    this.evaluable = List.copyOf(rules);
    List<IndexedRule> indexed = new ArrayList<>();
    for (EvaluableRule rule : rules) {
      indexed.add(new IndexedRule(rule, slots.getOrDefault(rule.fingerprint(), -1)));
    }
    if (bundle.combining() == Combining.PRIORITY) {
      // Stable: rules equal in both keep the order they were declared in.
      indexed.sort(
          Comparator.comparingInt((IndexedRule r) -> -r.rule().priority())
              .thenComparing(r -> r.rule().effect()));
    }
    this.index = new RuleIndex(indexed);
    this.combiner = new Combiner(bundle.combining(), bundle.defaultEffect());
    this.reads = reads(indexed);
  }

  @Override
  public Bundle bundle() {
    return bundle;
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public Reads reads() {
    return reads;
  }

  @Override
  public List<EvaluableRule> rules() {
    return index.all().stream().map(IndexedRule::evaluable).toList();
  }

  @Override
  public Set<String> fingerprints() {
    Set<String> all = new LinkedHashSet<>();
    evaluable.forEach(rule -> all.add(rule.fingerprint()));
    return all;
  }

  @Override
  public CompiledBundle sharing(Map<String, Integer> slots) {
    return new RuleSet(bundle, digest, evaluable, slots);
  }

  @Override
  public Decision decide(Evaluation evaluation, SkippedErrors skipped) {
    return combiner.combine(index.forTool(evaluation.input().action().tool()), evaluation, skipped);
  }

  @Override
  public Optional<NotReplayableReason> unjudgeable(Action action) {
    List<ValuePath> erased =
        action.erased().isEmpty() // nearly always, and asked twice an action
            ? List.of()
            : action.erased().stream().map(ErasedPaths::parse).toList();
    if (ErasedPaths.overlap(erased, TOOL)) {
      // Which rules apply, and whether the tool is a known one, is anybody's guess.
      return index.all().isEmpty() && bundle.tools().isEmpty()
          ? Optional.empty()
          : Optional.of(NotReplayableReason.FIELD_ERASED);
    }
    if (action.tool().isEmpty() || !bundle.knowsTool(action.tool())) {
      return Optional.of(NotReplayableReason.UNKNOWN_TOOL);
    }
    if (action.args() != null && erased.isEmpty()) {
      return Optional.empty();
    }
    for (IndexedRule rule : index.forTool(action.tool())) {
      // An erased agent or model leaves open whether the rule applies at all.
      if (ErasedPaths.overlap(erased, rule.matchReads())) {
        return Optional.of(NotReplayableReason.FIELD_ERASED);
      }
      if (!rule.admits(action)) {
        continue;
      }
      if (action.args() == null && rule.readsArgs()) {
        return Optional.of(NotReplayableReason.ARGUMENTS_NOT_RECORDED);
      }
      if (ErasedPaths.overlap(erased, rule.reads())) {
        return Optional.of(NotReplayableReason.FIELD_ERASED);
      }
    }
    return Optional.empty();
  }

  @Override
  public Explanation explain(EvaluationInput input) {
    var evaluation = new Evaluation(input);
    List<Explanation.RuleTrace> traces = new ArrayList<>();
    for (IndexedRule rule : index.forTool(input.action().tool())) {
      if (rule.admits(input.action())) {
        traces.add(
            new Explanation.RuleTrace(
                rule.rule().id(),
                rule.rule().effect(),
                rule.outcome(evaluation),
                InputValues.at(rule.reads(), input, bundle.params())));
      }
    }
    return new Explanation(decide(input), traces);
  }

  private static Reads reads(List<IndexedRule> rules) {
    Set<ValuePath> paths = new LinkedHashSet<>();
    for (IndexedRule rule : rules) {
      paths.addAll(rule.reads());
      paths.addAll(rule.matchReads());
    }
    return Reads.ofPaths(paths);
  }
}
