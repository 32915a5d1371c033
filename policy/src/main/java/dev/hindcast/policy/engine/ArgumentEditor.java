package dev.hindcast.policy.engine;

import dev.hindcast.policy.action.JsonValues;
import dev.hindcast.policy.action.ValuePath;
import dev.hindcast.policy.action.ValuePath.Step;
import dev.hindcast.policy.bundle.Modification;
import dev.hindcast.policy.decision.ArgumentEdit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Applies modifications to arguments and says what changed. The edits are a function of the
 * arguments before and after, not of the way between: two bundles that reach the same arguments by
 * other rules make the same edits.
 */
@SuppressWarnings("ReferenceEquality") // the same object means that nothing was changed
public final class ArgumentEditor {

  private static final Object REMOVED = new Object();

  private ArgumentEditor() {}

  /**
   * The edits that lead from {@code args} to what the modifications make of them, sorted by path.
   */
  static List<ArgumentEdit> edits(Map<String, Object> args, List<Modification> modifications) {
    Object after = args;
    for (Modification modification : modifications) {
      after = applyAt(after, modification.path().steps(), 0, modification);
    }
    if (after == args) {
      return List.of();
    }
    List<ArgumentEdit> edits = new ArrayList<>();
    compare(ValuePath.of("args"), args, after, edits);
    edits.sort(Comparator.comparing(ArgumentEdit::path));
    return edits;
  }

  /** The arguments after the edits of a decision. */
  public static Map<String, Object> apply(Map<String, Object> args, List<ArgumentEdit> edits) {
    Object after = args;
    for (ArgumentEdit edit : edits) {
      ValuePath path = ValuePath.parse(edit.path());
      after = put(after, path.steps(), 0, edit.removed() ? REMOVED : edit.newValue());
    }
    return JsonValues.asObject(after).orElse(args);
  }

  private static @Nullable Object applyAt(
      @Nullable Object value, List<Step> steps, int depth, Modification modification) {
    if (depth == steps.size()) {
      return changed(value, modification);
    }
    return switch (steps.get(depth)) {
      case Step.Key(String name) ->
          value instanceof Map<?, ?> map && map.containsKey(name)
              ? withKey(map, name, applyAt(map.get(name), steps, depth + 1, modification))
              : value;
      case Step.Index(int index) ->
          value instanceof List<?> list && index < list.size()
              ? withElement(list, index, applyAt(list.get(index), steps, depth + 1, modification))
              : value;
      case Step.Any _ -> {
        if (!(value instanceof List<?> list)) {
          yield value;
        }
        List<@Nullable Object> after = new ArrayList<>(list.size());
        boolean same = true;
        for (Object element : list) {
          Object made = applyAt(element, steps, depth + 1, modification);
          same &= made == element;
          if (made != REMOVED) {
            after.add(made);
          }
        }
        yield same ? value : Collections.unmodifiableList(after);
      }
    };
  }

  private static @Nullable Object changed(@Nullable Object value, Modification modification) {
    return switch (modification) {
      case Modification.Set set -> set.value();
      case Modification.Drop _ -> REMOVED;
      case Modification.Redact redact ->
          value instanceof String text
              ? redact.pattern().matcher(text).replaceAll(Modification.REDACTED)
              : value;
      case Modification.Clamp clamp -> {
        if (!(value instanceof Number number)) {
          yield value;
        }
        if (clamp.min() != null && number.doubleValue() < clamp.min().doubleValue()) {
          yield clamp.min();
        }
        boolean above = clamp.max() != null && number.doubleValue() > clamp.max().doubleValue();
        yield above ? clamp.max() : number;
      }
    };
  }

  private static @Nullable Object put(
      @Nullable Object value, List<Step> steps, int depth, @Nullable Object newValue) {
    if (depth == steps.size()) {
      return newValue;
    }
    return switch (steps.get(depth)) {
      case Step.Key(String name) ->
          value instanceof Map<?, ?> map
              ? withKey(map, name, put(map.get(name), steps, depth + 1, newValue))
              : value;
      case Step.Index(int index) ->
          value instanceof List<?> list && index < list.size()
              ? withElement(list, index, put(list.get(index), steps, depth + 1, newValue))
              : value;
      case Step.Any _ -> value;
    };
  }

  private static Object withKey(Map<?, ?> map, String name, @Nullable Object newValue) {
    if (newValue == map.get(name) && map.containsKey(name)) {
      return map;
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(Objects.toString(key), value));
    if (newValue == REMOVED) {
      copy.remove(name);
    } else {
      copy.put(name, newValue);
    }
    return Collections.unmodifiableMap(copy);
  }

  private static Object withElement(List<?> list, int index, @Nullable Object newValue) {
    if (newValue == list.get(index)) {
      return list;
    }
    List<@Nullable Object> copy = new ArrayList<>(list);
    if (newValue == REMOVED) {
      copy.remove(index);
    } else {
      copy.set(index, newValue);
    }
    return Collections.unmodifiableList(copy);
  }

  private static void compare(
      ValuePath path, @Nullable Object before, @Nullable Object after, List<ArgumentEdit> edits) {
    if (JsonValues.equal(before, after)) {
      return;
    }
    if (before instanceof Map<?, ?> a && after instanceof Map<?, ?> b) {
      compareMaps(path, a, b, edits);
    } else if (before instanceof List<?> a && after instanceof List<?> b && a.size() == b.size()) {
      for (int i = 0; i < a.size(); i++) {
        compare(path.with(new Step.Index(i)), a.get(i), b.get(i), edits);
      }
    } else {
      edits.add(ArgumentEdit.replaced(path.toString(), after));
    }
  }

  private static void compareMaps(
      ValuePath path, Map<?, ?> before, Map<?, ?> after, List<ArgumentEdit> edits) {
    before.forEach(
        (key, value) -> {
          ValuePath below = path.key(Objects.toString(key));
          if (after.containsKey(key)) {
            compare(below, value, after.get(key), edits);
          } else {
            edits.add(ArgumentEdit.removed(below.toString()));
          }
        });
    after.forEach(
        (key, value) -> {
          if (!before.containsKey(key)) {
            edits.add(ArgumentEdit.replaced(path.key(Objects.toString(key)).toString(), value));
          }
        });
  }
}
