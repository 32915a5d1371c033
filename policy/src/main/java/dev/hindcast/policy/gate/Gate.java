package dev.hindcast.policy.gate;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.cel.CompiledPredicate;
import java.util.Map;

/** A compiled gate. Thread-safe. */
public final class Gate {
  private final String name;
  private final String expression;
  private final CompiledPredicate predicate;

  Gate(String name, String expression, CompiledPredicate predicate) {
    this.name = requireNonNull(name, "name");
    this.expression = requireNonNull(expression, "expression");
    this.predicate = requireNonNull(predicate, "predicate");
  }

  public String name() {
    return name;
  }

  public String expression() {
    return expression;
  }

  /**
   * A gate that asks for what a delta replay does not know fails.
   *
   * @param diff see {@link DiffFacts}
   */
  public GateVerdict evaluate(Map<String, Object> diff) {
    Map<String, Object> values = predicate.selected(diff);
    if (values.containsKey(DiffFacts.SKIPPED_ERRORS)
        && diff.get(DiffFacts.UNPULLED) instanceof Long unpulled
        && unpulled > 0) {
      return new GateVerdict(name, expression, false, values, DiffFacts.ONLY_OF_JUDGED);
    }
    return switch (predicate.evaluate(diff)) {
      case CompiledPredicate.Value.True _ -> new GateVerdict(name, expression, true, values, "");
      case CompiledPredicate.Value.False _ -> new GateVerdict(name, expression, false, values, "");
      case CompiledPredicate.Value.Failed(String message) ->
          new GateVerdict(name, expression, false, values, message);
    };
  }
}
