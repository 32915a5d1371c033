package dev.hindcast.registry.version;

import dev.hindcast.policy.action.CanonicalJson;
import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.bundle.Expression;
import dev.hindcast.policy.bundle.Glob;
import dev.hindcast.policy.bundle.Match;
import dev.hindcast.policy.bundle.Modification;
import dev.hindcast.policy.bundle.Rule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Fields of a rule as text for people, one line a field: {@code effect: deny}. */
public final class RuleText {
  private RuleText() {}

  /**
   * The named fields of one rule of a bundle.
   *
   * @param fields as a comparison names them; one that is no field of the rule gives no line
   */
  public static String of(Bundle bundle, String ruleId, List<String> fields) {
    return bundle.rules().stream()
        .filter(rule -> rule.id().equals(ruleId))
        .findFirst()
        .map(RuleText::all)
        .map(all -> lines(all, fields))
        .orElse("");
  }

  private static String lines(Map<String, String> all, List<String> fields) {
    return fields.stream()
        .filter(all::containsKey)
        .map(field -> field + ": " + all.get(field))
        .collect(Collectors.joining("\n"));
  }

  private static Map<String, String> all(Rule rule) {
    return Map.ofEntries(
        Map.entry("description", rule.description()),
        Map.entry("severity", rule.severity()),
        Map.entry("enabled", Boolean.toString(rule.enabled())),
        Map.entry("priority", Integer.toString(rule.priority())),
        Map.entry("match", match(rule.match())),
        Map.entry("when", rule.when().map(Expression::text).orElse("")),
        Map.entry("effect", rule.effect().id()),
        Map.entry("reason", rule.reason()),
        Map.entry("message", rule.message().map(Expression::text).orElse("")),
        Map.entry("modify", modify(rule.modify())),
        Map.entry("onError", rule.onError().id()));
  }

  private static String match(Match match) {
    var clauses = new LinkedHashMap<String, Object>();
    put(clauses, "tools", match.tools());
    put(clauses, "agents", match.agents());
    put(clauses, "operations", match.operations());
    put(clauses, "tenants", match.tenants());
    put(clauses, "models", match.models());
    return CanonicalJson.write(clauses);
  }

  private static void put(Map<String, Object> clauses, String name, List<Glob> globs) {
    if (!globs.isEmpty()) {
      clauses.put(name, globs.stream().map(Glob::pattern).sorted().toList());
    }
  }

  private static String modify(List<Modification> modifications) {
    return CanonicalJson.write(modifications.stream().map(RuleText::modification).toList());
  }

  private static Map<String, Object> modification(Modification modification) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("path", modification.path().toString());
    switch (modification) {
      case Modification.Set set -> fields.put("set", set.value());
      case Modification.Redact redact -> fields.put("redact", redact.pattern().pattern());
      case Modification.Drop _ -> fields.put("drop", true);
      case Modification.Clamp clamp -> {
        var range = new LinkedHashMap<String, Object>();
        range.put("min", clamp.min());
        range.put("max", clamp.max());
        fields.put("clamp", range);
      }
    }
    return fields;
  }
}
