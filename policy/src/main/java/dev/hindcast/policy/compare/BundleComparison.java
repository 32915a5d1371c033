package dev.hindcast.policy.compare;

import dev.hindcast.policy.action.CanonicalJson;
import dev.hindcast.policy.action.JsonValues;
import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.bundle.Glob;
import dev.hindcast.policy.bundle.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The differences between two bundles, field by field. Descriptions count; formatting, comments and
 * embedded tests do not.
 *
 * @param rulesAdded ids, in declared order, as in the other lists
 * @param settingsChanged {@code name}, {@code engine}, {@code defaultEffect}, {@code combining},
 *     {@code tools}, {@code description}
 */
public record BundleComparison(
    List<String> rulesAdded,
    List<String> rulesRemoved,
    List<RuleChange> rulesChanged,
    List<String> paramsAdded,
    List<String> paramsRemoved,
    List<ValueChange> paramsChanged,
    List<ValueChange> settingsChanged) {

  public BundleComparison {
    rulesAdded = List.copyOf(rulesAdded);
    rulesRemoved = List.copyOf(rulesRemoved);
    rulesChanged = List.copyOf(rulesChanged);
    paramsAdded = List.copyOf(paramsAdded);
    paramsRemoved = List.copyOf(paramsRemoved);
    paramsChanged = List.copyOf(paramsChanged);
    settingsChanged = List.copyOf(settingsChanged);
  }

  public static BundleComparison of(Bundle before, Bundle after) {
    Map<String, Rule> old = byId(before);
    Map<String, Rule> now = byId(after);
    return new BundleComparison(
        without(now.keySet(), old.keySet()),
        without(old.keySet(), now.keySet()),
        rulesChanged(old, now),
        without(after.params().keySet(), before.params().keySet()),
        without(before.params().keySet(), after.params().keySet()),
        changed(before.params(), after.params()),
        changed(settings(before), settings(after)));
  }

  public boolean isEmpty() {
    return rulesAdded.isEmpty()
        && rulesRemoved.isEmpty()
        && rulesChanged.isEmpty()
        && paramsAdded.isEmpty()
        && paramsRemoved.isEmpty()
        && paramsChanged.isEmpty()
        && settingsChanged.isEmpty();
  }

  private static Map<String, Rule> byId(Bundle bundle) {
    Map<String, Rule> byId = new LinkedHashMap<>();
    bundle.rules().forEach(rule -> byId.put(rule.id(), rule));
    return byId;
  }

  private static List<RuleChange> rulesChanged(Map<String, Rule> before, Map<String, Rule> after) {
    List<String> oldOrder = shared(before.keySet(), after);
    List<String> newOrder = shared(after.keySet(), before);
    List<RuleChange> changes = new ArrayList<>();
    for (String id : newOrder) {
      List<String> fields = RuleFields.different(before.get(id), after.get(id));
      if (oldOrder.indexOf(id) != newOrder.indexOf(id)) {
        fields.add("order");
      }
      if (!fields.isEmpty()) {
        changes.add(new RuleChange(id, fields));
      }
    }
    return changes;
  }

  private static List<String> shared(Collection<String> ids, Map<String, Rule> other) {
    return ids.stream().filter(other::containsKey).toList();
  }

  private static List<String> without(Collection<String> these, Collection<String> those) {
    return these.stream().filter(name -> !those.contains(name)).toList();
  }

  private static List<ValueChange> changed(Map<String, Object> before, Map<String, Object> after) {
    List<ValueChange> changes = new ArrayList<>();
    for (String name : new TreeSet<>(before.keySet())) {
      if (after.containsKey(name) && !JsonValues.equal(before.get(name), after.get(name))) {
        changes.add(
            new ValueChange(
                name, CanonicalJson.write(before.get(name)), CanonicalJson.write(after.get(name))));
      }
    }
    return changes;
  }

  private static Map<String, Object> settings(Bundle bundle) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("name", bundle.name());
    settings.put("engine", bundle.engine());
    settings.put("description", bundle.description());
    settings.put("defaultEffect", bundle.defaultEffect().id());
    settings.put("combining", bundle.combining().id());
    settings.put(
        "tools",
        bundle.tools().map(globs -> globs.stream().map(Glob::pattern).toList()).orElse(null));
    return settings;
  }
}
