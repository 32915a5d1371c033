package dev.hindcast.policy.compare;

import dev.hindcast.policy.bundle.Modification;
import dev.hindcast.policy.bundle.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Compares two rules field by field. */
final class RuleFields {

  private static final Map<String, Function<Rule, Object>> FIELDS = new LinkedHashMap<>();

  static {
    FIELDS.put("description", Rule::description);
    FIELDS.put("severity", Rule::severity);
    FIELDS.put("enabled", Rule::enabled);
    FIELDS.put("priority", Rule::priority);
    FIELDS.put("match", Rule::match);
    FIELDS.put("when", Rule::when);
    FIELDS.put("effect", Rule::effect);
    FIELDS.put("reason", Rule::reason);
    FIELDS.put("message", Rule::message);
    FIELDS.put("modify", rule -> rule.modify().stream().map(RuleFields::comparable).toList());
    FIELDS.put("onError", Rule::onError);
  }

  private RuleFields() {}

  static List<String> different(Rule before, Rule after) {
    List<String> different = new ArrayList<>();
    FIELDS.forEach(
        (name, value) -> {
          if (!Objects.equals(value.apply(before), value.apply(after))) {
            different.add(name);
          }
        });
    return different;
  }

  /** A compiled pattern is equal only to itself, so its text stands for it. */
  private static Object comparable(Modification modification) {
    return modification instanceof Modification.Redact redact
        ? List.of(redact.path(), redact.pattern().pattern())
        : modification;
  }
}
