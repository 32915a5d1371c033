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
   * @throws IllegalArgumentException if the value is deeper or longer than policies may read
   */
  static @Nullable Object parse(byte[] jsonb) {
    if (jsonb.length < 2 || jsonb[0] != VERSION) {
      throw new IllegalStateException("not a binary jsonb value of version " + VERSION);
    }
    return switch (jsonb[1]) {
      case '"' -> isPlainText(jsonb) ? text(jsonb) : document(jsonb);
      case 't' -> true;
      case 'f' -> false;
      case 'n' -> null;
      case '{', '[' -> document(jsonb);
      default -> isLong(jsonb) ? number(jsonb) : document(jsonb);
    };
  }

  private static @Nullable Object document(byte[] jsonb) {
    return JsonValues.parse(Arrays.copyOfRange(jsonb, 1, jsonb.length));
  }

  private static String text(byte[] jsonb) {
    return new String(jsonb, 2, jsonb.length - 3, StandardCharsets.UTF_8);
  }

  private static boolean isPlainText(byte[] jsonb) {
    for (byte b : jsonb) {
      if (b == '\\') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLong(byte[] jsonb) {
    int start = jsonb[1] == '-' ? 2 : 1;
    int digits = jsonb.length - start;
    if (digits == 0 || digits > LONG_DIGITS) {
      return false;
    }
    for (int i = start; i < jsonb.length; i++) {
      if (jsonb[i] < '0' || jsonb[i] > '9') {
        return false;
      }
    }
    return true;
  }

  private static Long number(byte[] jsonb) {
    int start = jsonb[1] == '-' ? 2 : 1;
    long number = 0;
    for (int i = start; i < jsonb.length; i++) {
      number = number * 10 + (jsonb[i] - '0');
    }
    return start == 1 ? number : -number;
  }
}
