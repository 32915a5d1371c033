package dev.hindcast.policy.action;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON values as plain Java: unmodifiable {@code Map} and {@code List}, {@code String}, {@code
 * Long}, {@code Double}, {@code Boolean}, null. Whole numbers beyond the range of a long become
 * doubles. Numbers compare by value: 1 equals 1.0. Stateless and thread-safe.
 */
public final class JsonValues {

  /**
   * Deep enough for any honest tool call, shallow enough that recursion over a value cannot exhaust
   * a stack.
   */
  public static final int MAX_DEPTH = 200;

  /** Longer than any number PostgreSQL can hold: 131,072 digits, a point, 16,383 more. */
  private static final int MAX_NUMBER_LENGTH = 150_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .maxStringLength(64 << 20)
                  .build())
          .build();

  private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

  /** Whole numbers beyond 2^53 are not all doubles; 2^53 itself may be a rounded one. */
  private static final double MAX_EXACT = 0x1p53 - 1;

  private JsonValues() {}

  /**
   * @throws IllegalArgumentException if the text is not one JSON value; the message names the
   *     place, never the content
   */
  public static @Nullable Object parse(String json) {
    try (JsonParser parser = FACTORY.createParser(json)) {
      return document(parser);
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** As {@link #parse(String)}, for UTF-8 bytes. */
  public static @Nullable Object parse(byte[] json) {
    try (JsonParser parser = FACTORY.createParser(json)) {
      return document(parser);
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** As {@link #parse(String)}, but the value must be an object. */
  public static Map<String, Object> parseObject(String json) {
    return asObject(parse(json))
        .orElseThrow(() -> new IllegalArgumentException("expected a JSON object"));
  }

  @SuppressWarnings("unchecked") // keys of a JSON object are strings
  public static Optional<Map<String, Object>> asObject(@Nullable Object value) {
    return value instanceof Map<?, ?> map
        ? Optional.of((Map<String, Object>) map)
        : Optional.empty();
  }

  /**
   * Deep equality by value: objects regardless of key order, numbers regardless of their Java type.
   */
  @SuppressWarnings("ReferenceEquality") // a short cut; equality by value follows
  public static boolean equal(@Nullable Object left, @Nullable Object right) {
    if (left == right) {
      return true;
    }
    if (left == null || right == null) {
      return false;
    }
    if (left instanceof Number a && right instanceof Number b) {
      return numbersEqual(a, b);
    }
    if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
      return mapsEqual(a, b);
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      return listsEqual(a, b);
    }
    return left.equals(right);
  }

  private static boolean numbersEqual(Number a, Number b) {
    boolean bothDoubles = a instanceof Double && b instanceof Double;
    if (a instanceof Double || b instanceof Double) {
      double x = a.doubleValue();
      // A long beyond 2^53 may round to the same double as its neighbour.
      return x == b.doubleValue()
          && (bothDoubles || Math.abs(x) <= MAX_EXACT || exact(a).compareTo(exact(b)) == 0);
    }
    return a.longValue() == b.longValue();
  }

  private static BigDecimal exact(Number number) {
    return number instanceof Double
        ? new BigDecimal(number.doubleValue())
        : BigDecimal.valueOf(number.longValue());
  }

  private static boolean mapsEqual(Map<?, ?> a, Map<?, ?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (Map.Entry<?, ?> entry : a.entrySet()) {
      Object other = b.get(entry.getKey());
      if ((other == null && !b.containsKey(entry.getKey())) || !equal(entry.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  private static boolean listsEqual(List<?> a, List<?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!equal(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Object document(JsonParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new IllegalArgumentException("no JSON value: the text is empty");
    }
    Object value = value(parser, token);
    if (parser.nextToken() != null) {
      throw new IllegalArgumentException("more than one JSON value");
    }
    return value;
  }

  private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IllegalArgumentException("malformed JSON");
    };
  }

  private static Object integer(JsonParser parser) throws IOException {
    if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return parser.getLongValue();
    }
    BigInteger big = parser.getBigIntegerValue();
    boolean fits = big.compareTo(MIN_LONG) >= 0 && big.compareTo(MAX_LONG) <= 0;
    return fits ? (Object) big.longValue() : (Object) finite(big.doubleValue());
  }

  /**
   * JSON can write numbers no double can hold. The nearest one keeps every comparison a policy
   * makes sensible.
   */
  private static double finite(double number) {
    return Math.clamp(number, -Double.MAX_VALUE, Double.MAX_VALUE);
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> map = LinkedHashMap.newLinkedHashMap(8);
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      map.put(name, value(parser, parser.nextToken()));
    }
    return Collections.unmodifiableMap(map);
  }

  private static List<Object> array(JsonParser parser) throws IOException {
    List<Object> list = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      list.add(value(parser, token));
    }
    return Collections.unmodifiableList(list);
  }

  private static IllegalArgumentException malformed(IOException e) {
    if (e instanceof com.fasterxml.jackson.core.JsonProcessingException json
        && json.getLocation() != null) {
      var where = json.getLocation();
      return new IllegalArgumentException(
          "malformed JSON at line " + where.getLineNr() + ", column " + where.getColumnNr());
    }
    return new IllegalArgumentException("malformed JSON");
  }
}
