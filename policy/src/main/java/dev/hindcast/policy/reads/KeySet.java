package dev.hindcast.policy.reads;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which top-level keys of a JSON object are read.
 *
 * @param all true if every key may be read; then {@code keys} is empty
 */
public record KeySet(boolean all, Set<String> keys) {

  public static final KeySet NONE = new KeySet(false, Set.of());
  public static final KeySet ALL = new KeySet(true, Set.of());

  public KeySet {
    SortedSet<String> sorted = all ? new TreeSet<>() : new TreeSet<>(keys);
    keys = Collections.unmodifiableSortedSet(sorted);
  }

  public static KeySet of(String... keys) {
    return new KeySet(false, Set.of(keys));
  }

  public boolean isEmpty() {
    return !all && keys.isEmpty();
  }

  public boolean contains(String key) {
    return all || keys.contains(key);
  }

  public KeySet union(KeySet other) {
    if (all || other.all) {
      return ALL;
    }
    SortedSet<String> both = new TreeSet<>(keys);
    both.addAll(other.keys);
    return new KeySet(false, both);
  }

  /** The part of an object that is read. */
  public Map<String, Object> project(Map<String, Object> object) {
    if (all || keys.containsAll(object.keySet())) {
      return object;
    }
    Map<String, Object> part = new LinkedHashMap<>();
    for (String key : keys) {
      if (object.containsKey(key)) {
        part.put(key, object.get(key));
      }
    }
    return Collections.unmodifiableMap(part);
  }
}
