package dev.hindcast.worker.branch.postgres;

import dev.hindcast.policy.action.JsonValues;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code jsonb} values in their binary form: a version byte and the text. Most values that
 * policies read are scalars: these are read without a parser, with the same result.
 */
final class JsonbValues {
  private static final byte VERSION = 1;

  /** Any number of so many digits is a long. */
  private static final int LONG_DIGITS = 18;

  private JsonbValues() {}

  /**
   * @param jsonb a buffer that begins with the value
   * @throws IllegalArgumentException if the value is deeper or longer than policies may read
   */
  static @Nullable Object parse(byte[] jsonb, int length) {
    if (length < 2 || jsonb[0] != VERSION) {
      throw new IllegalStateException("not a binary jsonb value of version " + VERSION);
    }
    return switch (jsonb[1]) {
      case '"' -> isPlainText(jsonb, length) ? text(jsonb, length) : document(jsonb, length);
      case 't' -> true;
      case 'f' -> false;
      case 'n' -> null;
      case '{', '[' -> document(jsonb, length);
      default -> isLong(jsonb, length) ? number(jsonb, length) : document(jsonb, length);
    };
  }

  private static @Nullable Object document(byte[] jsonb, int length) {
    return JsonValues.parse(Arrays.copyOfRange(jsonb, 1, length));
  }

  private static String text(byte[] jsonb, int length) {
    return new String(jsonb, 2, length - 3, StandardCharsets.UTF_8);
  }

  private static boolean isPlainText(byte[] jsonb, int length) {
    for (int i = 2; i < length; i++) {
      if (jsonb[i] == '\\') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLong(byte[] jsonb, int length) {
    int start = jsonb[1] == '-' ? 2 : 1;
    int digits = length - start;
    if (digits == 0 || digits > LONG_DIGITS) {
      return false;
    }
    for (int i = start; i < length; i++) {
      if (jsonb[i] < '0' || jsonb[i] > '9') {
        return false;
      }
    }
    return true;
  }

  private static Long number(byte[] jsonb, int length) {
    int start = jsonb[1] == '-' ? 2 : 1;
    long number = 0;
    for (int i = start; i < length; i++) {
      number = number * 10 + (jsonb[i] - '0');
    }
    return start == 1 ? number : -number;
  }
}
