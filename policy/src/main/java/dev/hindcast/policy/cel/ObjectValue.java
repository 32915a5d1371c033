package dev.hindcast.policy.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelValue;
import dev.cel.common.values.NullValue;
import dev.cel.common.values.SelectableValue;
import dev.hindcast.policy.action.JsonValues;
import java.util.AbstractCollection;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as a CEL map. Being a {@link CelValue} keeps the runtime from walking through the
 * whole object every time an expression touches it.
 */
@SuppressWarnings("Immutable") // JSON values are handed over and not changed any more
final class ObjectValue extends CelValue implements SelectableValue<Object>, Map<String, Object> {
  private static final CelType TYPE = MapType.create(SimpleType.DYN, SimpleType.DYN);

  static final ObjectValue EMPTY = new ObjectValue(Map.of());

  private final Map<String, Object> json;
  private final Erasure erasure;

  ObjectValue(Map<String, Object> json) {
    this(json, Erasure.NONE);
  }

  ObjectValue(Map<String, Object> json, Erasure erasure) {
    this.json = json;
    this.erasure = erasure;
  }

  @Override
  public Object select(Object field) {
    Erasure below = erasure.key(field);
    Object value = json.get(field);
    if (value != null) {
      return CelValues.of(value, below);
    }
    if (json.containsKey(field)) {
      return NullValue.NULL_VALUE;
    }
    throw new MissingKeyException(field.toString());
  }

  @Override
  public Optional<Object> find(Object field) {
    return Optional.ofNullable(get(field));
  }

  @Override
  public @Nullable Object get(Object key) {
    Erasure below = erasure.key(key);
    Object value = json.get(key);
    if (value != null) {
      return CelValues.of(value, below);
    }
    // Map.of() refuses to be asked for null, but no CEL value is a Java null.
    return json.containsKey(key) ? NullValue.NULL_VALUE : null;
  }

  @Override
  public boolean containsKey(Object key) {
    Erasure _ = erasure.key(key);
    return json.containsKey(key);
  }

  @Override
  public boolean containsValue(Object value) {
    return values().contains(value);
  }

  @Override
  public int size() {
    erasure.lookedAtAll();
    return json.size();
  }

  @Override
  public boolean isEmpty() {
    erasure.lookedAtAll();
    return json.isEmpty();
  }

  @Override
  public Set<String> keySet() {
    erasure.lookedAtAll();
    return Collections.unmodifiableSet(json.keySet());
  }

  @Override
  public Collection<Object> values() {
    erasure.lookedAtAll();
    return new AbstractCollection<>() {
      @Override
      public Iterator<Object> iterator() {
        return mapped(json.values().iterator(), CelValues::of);
      }

      @Override
      public int size() {
        return json.size();
      }
    };
  }

  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    erasure.lookedAtAll();
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<String, Object>> iterator() {
        return mapped(
            json.entrySet().iterator(),
            entry -> Map.entry(entry.getKey(), CelValues.of(entry.getValue())));
      }

      @Override
      public int size() {
        return json.size();
      }
    };
  }

  @Override
  public Object value() {
    return this;
  }

  @Override
  public boolean isZeroValue() {
    erasure.lookedAtAll();
    return json.isEmpty();
  }

  @Override
  public CelType celType() {
    return TYPE;
  }

  /** As CEL compares: 1 equals 1.0. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Map<?, ?> map && JsonValues.equal(this, map);
  }

  @Override
  public int hashCode() {
    erasure.lookedAtAll();
    return CelValues.hash(json);
  }

  @Override
  public String toString() {
    return json.toString();
  }

  @Override
  public Object put(String key, Object value) {
    throw immutable();
  }

  @Override
  public Object remove(Object key) {
    throw immutable();
  }

  @Override
  public void putAll(Map<? extends String, ?> other) {
    throw immutable();
  }

  @Override
  public void clear() {
    throw immutable();
  }

  /**
   * Objects are compared key by key in loops over a history, where a stream would cost more than
   * the comparison.
   */
  private static <A, B> Iterator<B> mapped(Iterator<A> iterator, Function<A, B> function) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return iterator.hasNext();
      }

      @Override
      public B next() {
        return function.apply(iterator.next());
      }
    };
  }

  private static IllegalStateException immutable() {
    return new IllegalStateException("a policy cannot change its input");
  }
}
