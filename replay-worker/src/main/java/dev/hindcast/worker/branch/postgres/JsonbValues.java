package dev.hindcast.worker.branch.postgres;

import dev.hindcast.policy.action.JsonValues;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of a {@code jsonb} value. Most values that policies read are scalars: these are
 * read without a parser, with the same result.
 */
final class JsonbValues {
  /** Any number of so many digits is a long. */
  private static final int LONG_DIGITS = 18;

  private JsonbValues() {}

  /**
   * @throws IllegalArgumentException if the value is deeper or longer than policies may read
   */
  static @Nullable Object parse(byte[] json) {
    return switch (json[0]) {
      case '"' -> isPlainText(json) ? text(json) : JsonValues.parse(json);
      case 't' -> Boolean.TRUE;
      case 'f' -> Boolean.FALSE;
      case 'n' -> null;
      case '{', '[' -> JsonValues.parse(json);
      default -> isLong(json) ? number(json) : JsonValues.parse(json);
    };
  }

  private static String text(byte[] json) {
    return new String(json, 1, json.length - 2, StandardCharsets.UTF_8);
  }

  private static boolean isPlainText(byte[] json) {
    for (byte b : json) {
      if (b == '\\') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLong(byte[] json) {
    int start = json[0] == '-' ? 1 : 0;
    int digits = json.length - start;
    if (digits == 0 || digits > LONG_DIGITS) {
      return false;
    }
    for (int i = start; i < json.length; i++) {
      if (json[i] < '0' || json[i] > '9') {
        return false;
      }
    }
    return true;
  }

  private static Long number(byte[] json) {
    int start = json[0] == '-' ? 1 : 0;
    long number = 0;
    for (int i = start; i < json.length; i++) {
      number = number * 10 + (json[i] - '0');
    }
    return start == 0 ? number : -number;
  }
}
