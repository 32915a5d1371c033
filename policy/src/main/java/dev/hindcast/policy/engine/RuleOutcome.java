package dev.hindcast.policy.engine;

import static java.util.Objects.requireNonNull;

/** What came of evaluating one rule's condition. */
public sealed interface RuleOutcome {

  RuleOutcome MATCHED = new Matched();
  RuleOutcome NOT_MATCHED = new NotMatched();

  record Matched() implements RuleOutcome {}

  record NotMatched() implements RuleOutcome {}

  /** The condition has no value. The message depends on the rule and its inputs only. */
  record Failed(String message) implements RuleOutcome {
    public Failed {
      requireNonNull(message, "message");
    }
  }
}
