package dev.hindcast.policy.gate;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.TreeMap;

/**
 * Whether a diff satisfies a gate.
 *
 * @param values the diff's values the expression looks at, by name
 * @param error why the gate could not be evaluated, which counts as failed; empty otherwise
 */
public record GateVerdict(
    String name, String expression, boolean passed, Map<String, Object> values, String error) {

  public GateVerdict {
    requireNonNull(name, "name");
    requireNonNull(expression, "expression");
    values = java.util.Collections.unmodifiableMap(new TreeMap<>(values));
    requireNonNull(error, "error");
    if (passed && !error.isEmpty()) {
      throw new IllegalArgumentException("a gate with an error has not passed");
    }
  }
}
