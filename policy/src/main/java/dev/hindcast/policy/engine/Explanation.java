package dev.hindcast.policy.engine;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.decision.Effect;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Why a bundle decides as it does about one action. */
public record Explanation(Decision decision, List<RuleTrace> rules) {

  /**
   * One rule whose match clause admits the action.
   *
   * @param inputs the recorded values at the places the rule reads, by path; a place that does not
   *     exist is absent
   */
  public record RuleTrace(
      String ruleId, Effect effect, RuleOutcome outcome, Map<String, Object> inputs) {
    public RuleTrace {
      requireNonNull(ruleId, "ruleId");
      requireNonNull(effect, "effect");
      requireNonNull(outcome, "outcome");
      inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    }
  }

  public Explanation {
    requireNonNull(decision, "decision");
    rules = List.copyOf(rules);
  }
}
