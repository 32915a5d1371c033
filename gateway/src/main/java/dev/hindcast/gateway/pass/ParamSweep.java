package dev.hindcast.gateway.pass;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.bundle.ParamOverride;
import java.util.ArrayList;
import java.util.List;

/**
 * A param and the values to try.
 *
 * @param values JSON texts, at least one
 */
public record ParamSweep(String param, List<String> values) {
  public ParamSweep {
    requireNonNull(param);
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a sweep without a value");
    }
  }

  /** How many combinations there are; {@link Long#MAX_VALUE} for too many to count. */
  static long count(List<ParamSweep> sweeps) {
    long count = 1;
    for (var sweep : sweeps) {
      var size = sweep.values().size();
      count = count > Long.MAX_VALUE / size ? Long.MAX_VALUE : count * size;
    }
    return count;
  }

  /** Every combination, the last param fastest; of no sweep the one without a value. */
  static List<List<ParamOverride>> combinations(List<ParamSweep> sweeps) {
    List<List<ParamOverride>> combinations = List.of(List.of());
    for (var sweep : sweeps) {
      var longer = new ArrayList<List<ParamOverride>>();
      for (var combination : combinations) {
        for (var value : sweep.values()) {
          var with = new ArrayList<>(combination);
          with.add(new ParamOverride(sweep.param(), value));
          longer.add(List.copyOf(with));
        }
      }
      combinations = longer;
    }
    return combinations;
  }
}
