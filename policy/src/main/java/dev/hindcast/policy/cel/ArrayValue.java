package dev.hindcast.policy.cel;

import dev.hindcast.policy.action.JsonValues;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** A JSON array as a CEL list. */
final class ArrayValue extends AbstractList<Object> implements RandomAccess {
  private final List<?> json;
  private final Erasure erasure;

  ArrayValue(List<?> json, Erasure erasure) {
    this.json = json;
    this.erasure = erasure;
  }

  @Override
  public Object get(int index) {
    return CelValues.of(json.get(index), erasure.index(index));
  }

  /** As CEL compares: 1 equals 1.0, also inside objects. */
  @Override
  public boolean contains(Object value) {
    for (Object element : this) {
      if (JsonValues.equal(value, element)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int size() {
    return json.size();
  }
}
