package dev.hindcast.policyproto;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON values as {@code dev.hindcast.policy.action.JsonValues} makes them, and {@code
 * google.protobuf.Value}. A protobuf number is a double: whole numbers up to 2^53 come back as the
 * longs they were, larger ones as the nearest double.
 */
public final class JsonProtos {
  private static final double EXACT = 0x1p53;

  private JsonProtos() {}

  /**
   * @throws IllegalArgumentException if it is no JSON value
   */
  public static Value toProto(@Nullable Object json) {
    var value = Value.newBuilder();
    return switch (json) {
      case null -> value.setNullValue(NullValue.NULL_VALUE).build();
      case String text -> value.setStringValue(text).build();
      case Boolean truth -> value.setBoolValue(truth).build();
      case Number number -> value.setNumberValue(number.doubleValue()).build();
      case Map<?, ?> object -> value.setStructValue(struct(object)).build();
      case List<?> array -> {
        var list = ListValue.newBuilder();
        array.forEach(element -> list.addValues(toProto(element)));
        yield value.setListValue(list).build();
      }
      default -> throw new IllegalArgumentException("not a JSON value: " + json.getClass());
    };
  }

  /** As {@link #toProto}, for an object. */
  public static Struct struct(Map<?, ?> object) {
    var struct = Struct.newBuilder();
    object.forEach((key, value) -> struct.putFields((String) key, toProto(value)));
    return struct.build();
  }

  /** A value that is not set is JSON null. */
  public static @Nullable Object toJson(Value value) {
    return switch (value.getKindCase()) {
      case NULL_VALUE, KIND_NOT_SET -> null;
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      case NUMBER_VALUE -> number(value.getNumberValue());
      case STRUCT_VALUE -> object(value.getStructValue());
      case LIST_VALUE -> {
        List<@Nullable Object> list = new ArrayList<>(value.getListValue().getValuesCount());
        value.getListValue().getValuesList().forEach(element -> list.add(toJson(element)));
        yield Collections.unmodifiableList(list);
      }
    };
  }

  /** As {@link #toJson}, for an object. */
  public static Map<String, Object> object(Struct struct) {
    Map<String, Object> map = LinkedHashMap.newLinkedHashMap(struct.getFieldsCount());
    struct.getFieldsMap().forEach((key, value) -> map.put(key, toJson(value)));
    return Collections.unmodifiableMap(map);
  }

  private static Object number(double number) {
    // The casts keep a long a long: without them the conditional would make both a double.
    return Math.rint(number) == number && Math.abs(number) <= EXACT
        ? (Object) (long) number
        : (Object) number;
  }
}
