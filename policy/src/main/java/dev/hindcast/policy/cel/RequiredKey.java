package dev.hindcast.policy.cel;

import dev.hindcast.policy.engine.RuleOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A chain of keys such as {@code args.customer.id} without which an expression certainly fails. */
final class RequiredKey {
  private final boolean ofArgs;
  private final String[] keys;
  private final RuleOutcome.Failed[] failures;

  RequiredKey(String root, List<String> keys) {
    this.ofArgs = root.equals(CelTypes.ARGS);
    this.keys = keys.toArray(String[]::new);
    List<RuleOutcome.Failed> messages = new ArrayList<>();
    keys.forEach(key -> messages.add(new RuleOutcome.Failed(MissingKeyException.message(key))));
    this.failures = messages.toArray(RuleOutcome.Failed[]::new);
  }

  /**
   * Null if the keys are there, or if a value on the way is no object: that error is for CEL to
   * tell.
   */
  RuleOutcome.@Nullable Failed missing(CelActivation activation) {
    Object value = ofArgs ? activation.argsJson() : activation.contextJson();
    for (int i = 0; i < keys.length; i++) {
      if (!(value instanceof Map<?, ?> map)) {
        return null;
      }
      value = map.get(keys[i]);
      if (value == null) {
        return map.containsKey(keys[i]) ? null : failures[i];
      }
    }
    return null;
  }
}
