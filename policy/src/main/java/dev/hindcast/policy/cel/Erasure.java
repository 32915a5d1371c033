package dev.hindcast.policy.cel;

import dev.hindcast.policy.action.HistoryItem;
import dev.hindcast.policy.action.ValuePath;
import dev.hindcast.policy.action.ValuePath.Step;
import dev.hindcast.policy.engine.ErasedPaths;
import dev.hindcast.policy.engine.Evaluation;
import java.util.ArrayList;
import java.util.List;

/**
 * What was erased below one value of an earlier action. Whoever looks there marks the evaluation;
 * what is not looked at does no harm. Confined to one thread, as the evaluation.
 */
final class Erasure {

  /** Nothing was erased. */
  static final Erasure NONE = new Erasure(List.of(), List.of(), () -> {});

  private final List<ValuePath> fields;
  private final List<List<Step>> below;
  private final Runnable mark;

  private Erasure(List<ValuePath> fields, List<List<Step>> below, Runnable mark) {
    this.fields = List.copyOf(fields);
    this.below = List.copyOf(below);
    this.mark = mark;
  }

  static Erasure of(HistoryItem item, Evaluation evaluation) {
    return item.erased().isEmpty()
        ? NONE
        : new Erasure(
            item.erased().stream().map(ErasedPaths::parse).toList(),
            List.of(),
            evaluation::markErasedRead);
  }

  /** To be called when all of the value is looked at: its size, its keys, its equality. */
  void lookedAtAll() {
    if (!fields.isEmpty() || !below.isEmpty()) {
      mark.run();
    }
  }

  /** A field of the item is looked at; what remains below it. */
  Erasure field(String name) {
    if (fields.isEmpty()) {
      return NONE;
    }
    boolean json = name.equals(CelTypes.ARGS) || name.equals(CelTypes.CONTEXT);
    ValuePath path = json ? ValuePath.of(name) : ValuePath.of(CelTypes.ACTION).key(name);
    List<List<Step>> rest = new ArrayList<>();
    for (ValuePath gone : fields) {
      if (gone.equals(ErasedPaths.EVERYTHING)) {
        mark.run();
      } else if (gone.overlaps(path)) {
        if (gone.steps().size() <= path.steps().size()) {
          mark.run();
        } else {
          rest.add(gone.steps().subList(path.steps().size(), gone.steps().size()));
        }
      }
    }
    return rest.isEmpty() ? NONE : new Erasure(List.of(), rest, mark);
  }

  /** A key of an object is looked at; what remains below it. */
  Erasure key(Object name) {
    return below.isEmpty() ? NONE : step(new Step.Key(name.toString()));
  }

  /** An element of an array is looked at; what remains below it. */
  Erasure index(int index) {
    return below.isEmpty() ? NONE : step(new Step.Index(index));
  }

  private Erasure step(Step step) {
    List<List<Step>> rest = new ArrayList<>();
    for (List<Step> gone : below) {
      if (!gone.getFirst().equals(step) && !gone.getFirst().equals(ValuePath.ANY)) {
        continue;
      }
      if (gone.size() == 1) {
        mark.run();
      } else {
        rest.add(gone.subList(1, gone.size()));
      }
    }
    return rest.isEmpty() ? NONE : new Erasure(List.of(), rest, mark);
  }
}
