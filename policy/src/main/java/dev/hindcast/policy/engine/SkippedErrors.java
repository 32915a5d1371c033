package dev.hindcast.policy.engine;

/**
 * Is told about evaluation errors of rules with {@code onError: skip}, which leave no trace in the
 * decision.
 */
@FunctionalInterface
public interface SkippedErrors {

  SkippedErrors IGNORED = (ruleId, message) -> {};

  void skipped(String ruleId, String message);
}
