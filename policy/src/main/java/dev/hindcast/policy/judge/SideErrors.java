package dev.hindcast.policy.judge;

/** Is told about evaluation errors of rules with {@code onError: skip}, on either side. */
@FunctionalInterface
public interface SideErrors {

  SideErrors IGNORED = (side, ruleId, message) -> {};

  void skipped(Side side, String ruleId, String message);
}
