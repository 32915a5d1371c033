package dev.hindcast.policy.engine;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.ValuePath;
import dev.hindcast.policy.action.ValuePath.Step;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Looks up the values a rule saw, for explanations. */
final class InputValues {

  private InputValues() {}

  /** By path, sorted. History is told by its length: its items have explanations of their own. */
  static Map<String, Object> at(
      Collection<ValuePath> paths, EvaluationInput input, Map<String, Object> params) {
    Map<String, Object> found = new TreeMap<>();
    Map<String, Object> roots =
        Map.of(
            "action", columns(input.action()),
            "args", input.action().args() == null ? Map.of() : input.action().args(),
            "context", input.action().context(),
            "params", params,
            "workflow",
                Map.of("id", input.workflow().id(), "attributes", input.workflow().attributes()));
    for (ValuePath path :
        paths.stream().sorted(Comparator.comparing(ValuePath::toString)).toList()) {
      if (path.root().equals("history")) {
        if (!input.historyTooLong()) {
          found.put("history.size()", (long) input.history().size());
        }
      } else {
        put(found, path, roots.get(path.root()));
      }
    }
    return found;
  }

  @SuppressWarnings("ReferenceEquality") // NULL is a marker
  private static void put(Map<String, Object> found, ValuePath path, Object root) {
    ValuePath reached = ValuePath.of(path.root());
    Object value = root;
    for (Step step : path.steps()) {
      Optional<Object> next = below(value, step);
      if (next.isEmpty()) {
        if (step.equals(ValuePath.ANY) && value != null) {
          found.put(reached.toString(), value);
        }
        return;
      }
      reached = reached.with(step);
      value = next.get() == NULL ? null : next.get();
    }
    if (value != null || reached.steps().size() == path.steps().size()) {
      found.put(reached.toString(), value);
    }
  }

  private static final Object NULL = new Object();

  private static Optional<Object> below(Object value, Step step) {
    return switch (step) {
      case Step.Key(String name) ->
          value instanceof Map<?, ?> map && map.containsKey(name)
              ? Optional.of(map.get(name) == null ? NULL : map.get(name))
              : Optional.empty();
      case Step.Index(int index) ->
          value instanceof List<?> list && index < list.size()
              ? Optional.of(list.get(index) == null ? NULL : list.get(index))
              : Optional.empty();
      case Step.Any _ -> Optional.empty();
    };
  }

  private static Map<String, Object> columns(Action action) {
    Map<String, Object> columns = new TreeMap<>();
    columns.put("id", action.id());
    columns.put("step", (long) action.step());
    columns.put("time", action.time().toString());
    columns.put("tenant", action.tenant());
    columns.put("agent", action.agent());
    columns.put("model", action.model());
    columns.put("operation", action.operation());
    columns.put("tool", action.tool());
    return columns;
  }
}
