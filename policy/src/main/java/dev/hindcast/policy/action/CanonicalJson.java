package dev.hindcast.policy.action;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One text for one JSON value, after RFC 8785 (JSON Canonicalization Scheme): no white space, keys
 * sorted by UTF-16 code units, minimal escapes, numbers as ECMAScript prints them. Unlike RFC 8785,
 * whole numbers from 2^53 to 2^63 keep all their digits, be they longs or doubles. So values that
 * are equal as JSON (1 and 1.0) have equal texts.
 */
public final class CanonicalJson {

  /** ECMAScript prints numbers without an exponent from 1e-6 up to this. */
  private static final double PLAIN_BELOW = 1e21;

  private static final double LONGS_BELOW = 0x1p63;

  private static final double PLAIN_FROM = 1e-6;

  private CanonicalJson() {}

  public static String write(@Nullable Object value) {
    var text = new StringBuilder();
    write(value, text);
    return text.toString();
  }

  private static void write(@Nullable Object value, StringBuilder out) {
    switch (value) {
      case null -> out.append("null");
      case String text -> quote(text, out);
      case Boolean bool -> out.append(bool.booleanValue());
      case Double number -> number(number, out);
      case Number number -> out.append(number.longValue());
      case Map<?, ?> map -> object(map, out);
      case List<?> list -> array(list, out);
      default -> throw new IllegalArgumentException("not a JSON value: " + value.getClass());
    }
  }

  private static void object(Map<?, ?> map, StringBuilder out) {
    Map<String, Object> sorted = new TreeMap<>();
    map.forEach((key, value) -> sorted.put(Objects.toString(key), value));
    char separator = '{';
    for (Map.Entry<String, Object> entry : sorted.entrySet()) {
      out.append(separator);
      quote(entry.getKey(), out);
      out.append(':');
      write(entry.getValue(), out);
      separator = ',';
    }
    out.append(sorted.isEmpty() ? "{}" : "}");
  }

  private static void array(List<?> list, StringBuilder out) {
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      write(list.get(i), out);
    }
    out.append(']');
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append("\\u00")
                .append(Character.forDigit(c >> 4, 16))
                .append(Character.forDigit(c & 15, 16));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static void number(double number, StringBuilder out) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("not a JSON number: " + number);
    }
    if (number == Math.rint(number) && number >= -LONGS_BELOW && number < LONGS_BELOW) {
      // As the long of the same value. Minus zero is zero.
      out.append((long) number);
      return;
    }
    BigDecimal shortest = shortest(number);
    double size = Math.abs(number);
    if (size >= PLAIN_FROM && size < PLAIN_BELOW) {
      out.append(shortest.toPlainString());
      return;
    }
    String digits = shortest.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - shortest.scale();
    out.append(number < 0 ? "-" : "").append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
    out.append('e').append(exponent < 0 ? "" : "+").append(exponent);
  }

  /** The shortest decimal that reads back as the same double. */
  private static BigDecimal shortest(double number) {
    // Since JDK 19 this is the shortest, except that Java prefers the nearest of two digits to one
    // digit.
    BigDecimal printed = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    if (printed.precision() == 2) {
      BigDecimal oneDigit = printed.round(new MathContext(1));
      return oneDigit.doubleValue() == number ? oneDigit.stripTrailingZeros() : printed;
    }
    return printed;
  }
}
