package dev.hindcast.policy.delta;

import dev.hindcast.policy.bundle.Combining;
import dev.hindcast.policy.bundle.Modification;
import dev.hindcast.policy.bundle.OnError;
import dev.hindcast.policy.bundle.Rule;
import dev.hindcast.policy.decision.Effect;
import java.util.List;

/**
 * What a rule does where it applies. Two rules of one conduct can stand for each other wherever
 * both apply, both fail, or neither does.
 *
 * @param priority 0 unless it matters
 */
record Conduct(
    String id, Effect effect, String reason, List<Object> edits, OnError onError, int priority) {

  static Conduct of(Rule rule, Combining combining) {
    return new Conduct(
        rule.id(),
        rule.effect(),
        rule.reason(),
        rule.modify().stream().map(Conduct::comparable).toList(),
        rule.onError(),
        combining == Combining.PRIORITY ? rule.priority() : 0);
  }

  /** A compiled pattern is equal only to itself, so its text stands for it. */
  private static Object comparable(Modification modification) {
    return modification instanceof Modification.Redact redact
        ? List.of(redact.path(), redact.pattern().pattern(), redact.pattern().flags())
        : modification;
  }
}
