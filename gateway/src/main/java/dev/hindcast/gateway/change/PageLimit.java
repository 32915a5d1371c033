package dev.hindcast.gateway.change;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Where a page ends: after so many items, or before its message gets larger than clients take by
 * default, which is 4 MiB. One item is always on it.
 */
final class PageLimit {
  private static final long MOST_BYTES = 3 << 20;

  private PageLimit() {}

  /**
   * The first items that fit.
   *
   * @param bytes about how long an item is in its message
   */
  static <T> List<T> fitting(List<T> found, int items, ToLongFunction<T> bytes) {
    var sum = 0L;
    var fit = 0;
    while (fit < Math.min(items, found.size())) {
      sum += bytes.applyAsLong(found.get(fit));
      if (fit > 0 && sum > MOST_BYTES) {
        break;
      }
      fit++;
    }
    return found.subList(0, fit);
  }

  static long utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
