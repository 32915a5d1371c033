package dev.hindcast.policy.cel;

import dev.cel.common.values.NullValue;
import dev.hindcast.policy.action.JsonValues;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON values as the CEL runtime wants them, wrapped on access: nothing is copied. */
final class CelValues {

  private CelValues() {}

  /** Never null: CEL has a null of its own. */
  static Object of(@Nullable Object json) {
    return of(json, Erasure.NONE);
  }

  /** As {@link #of(Object)}, of a value of which something was erased. */
  static Object of(@Nullable Object json, Erasure erasure) {
    return switch (json) {
      case null -> NullValue.NULL_VALUE;
      case String text -> text;
      case Map<?, ?> _ -> new ObjectValue(JsonValues.asObject(json).orElseThrow(), erasure);
      case List<?> list -> new ArrayValue(list, erasure);
      default -> json;
    };
  }

  /** A number's hash by value, so that 1 and 1.0 share it; see {@link JsonValues#equal}. */
  static int hash(@Nullable Object json) {
    return switch (json) {
      case null -> 0;
      case Number number -> Double.hashCode(number.doubleValue());
      case Map<?, ?> map -> {
        int sum = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          sum += entry.getKey().hashCode() ^ hash(entry.getValue());
        }
        yield sum;
      }
      case List<?> list -> {
        int sum = 1;
        for (Object element : list) {
          sum = 31 * sum + hash(element);
        }
        yield sum;
      }
      default -> json.hashCode();
    };
  }
}
