package dev.hindcast.policyproto;

import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.bundle.Rule;
import dev.hindcast.policy.diff.ShardSummary;
import dev.hindcast.policy.diff.SideRule;
import dev.hindcast.policy.judge.Side;
import dev.hindcast.proto.replay.v1.RuleUsage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** How often rules decided, rules that never did included. */
public final class RuleUsages {
  private RuleUsages() {}

  /**
   * One entry a rule of either bundle, in order of the ids; the empty one is the default effect.
   */
  public static List<RuleUsage> of(ShardSummary summary, Bundle baseline, Bundle candidate) {
    return of(summary, ids(baseline), ids(candidate));
  }

  /** As above, from the ids of the rules. */
  public static List<RuleUsage> of(
      ShardSummary summary, Set<String> baselineRules, Set<String> candidateRules) {
    var rules = new TreeSet<>(baselineRules);
    rules.addAll(candidateRules);
    summary.decisions().keySet().forEach(key -> rules.add(key.rule()));
    summary.skippedErrors().keySet().forEach(key -> rules.add(key.rule()));
    return rules.stream().map(rule -> usage(rule, summary, baselineRules, candidateRules)).toList();
  }

  private static RuleUsage usage(
      String rule, ShardSummary summary, Set<String> baselineRules, Set<String> candidateRules) {
    return RuleUsage.newBuilder()
        .setRule(rule)
        .setInBaseline(rule.isEmpty() || baselineRules.contains(rule))
        .setInCandidate(rule.isEmpty() || candidateRules.contains(rule))
        .setBaselineDecidedCount(count(summary.decisions(), Side.BASELINE, rule))
        .setCandidateDecidedCount(count(summary.decisions(), Side.CANDIDATE, rule))
        .setBaselineErrorCount(count(summary.skippedErrors(), Side.BASELINE, rule))
        .setCandidateErrorCount(count(summary.skippedErrors(), Side.CANDIDATE, rule))
        .build();
  }

  private static long count(Map<SideRule, Long> counts, Side side, String rule) {
    return counts.getOrDefault(new SideRule(side, rule), 0L);
  }

  private static Set<String> ids(Bundle bundle) {
    return bundle.rules().stream().map(Rule::id).collect(Collectors.toUnmodifiableSet());
  }

  static Map<SideRule, Long> decisions(List<RuleUsage> usages) {
    return counts(usages, RuleUsage::getBaselineDecidedCount, RuleUsage::getCandidateDecidedCount);
  }

  static Map<SideRule, Long> errors(List<RuleUsage> usages) {
    return counts(usages, RuleUsage::getBaselineErrorCount, RuleUsage::getCandidateErrorCount);
  }

  private static Map<SideRule, Long> counts(
      List<RuleUsage> usages,
      ToLongFunction<RuleUsage> baseline,
      ToLongFunction<RuleUsage> candidate) {
    Map<SideRule, Long> counts = new HashMap<>();
    for (var usage : usages) {
      counts.put(new SideRule(Side.BASELINE, usage.getRule()), baseline.applyAsLong(usage));
      counts.put(new SideRule(Side.CANDIDATE, usage.getRule()), candidate.applyAsLong(usage));
    }
    return counts;
  }
}
