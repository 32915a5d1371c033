package dev.hindcast.policy.diff;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sorted, unmodifiable counts by key, without zeros. */
final class Counts {

  private Counts() {}

  static <K extends Comparable<? super K>> SortedMap<K, Long> copyOf(Map<K, Long> counts) {
    SortedMap<K, Long> copy = new TreeMap<>();
    counts.forEach(
        (key, count) -> {
          if (count < 0) {
            throw new IllegalArgumentException("a negative count for " + key);
          }
          if (count > 0) {
            copy.put(key, count);
          }
        });
    return Collections.unmodifiableSortedMap(copy);
  }

  static <K extends Comparable<? super K>> SortedMap<K, Long> plus(
      Map<K, Long> left, Map<K, Long> right) {
    SortedMap<K, Long> sum = new TreeMap<>(left);
    right.forEach((key, count) -> sum.merge(key, count, Math::addExact));
    return sum;
  }
}
