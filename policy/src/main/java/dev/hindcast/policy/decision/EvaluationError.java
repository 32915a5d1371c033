package dev.hindcast.policy.decision;

import static java.util.Objects.requireNonNull;

/**
 * A rule that could not be evaluated. The message is a function of the rule and its inputs only.
 */
public record EvaluationError(String ruleId, String message) {

  public EvaluationError {
    requireNonNull(ruleId, "ruleId");
    requireNonNull(message, "message");
  }
}
