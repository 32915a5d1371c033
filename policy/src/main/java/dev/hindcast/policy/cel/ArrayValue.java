package dev.hindcast.policy.cel;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** A JSON array as a CEL list. */
final class ArrayValue extends AbstractList<Object> implements RandomAccess {
  private final List<?> json;

  ArrayValue(List<?> json) {
    this.json = json;
  }

  @Override
  public Object get(int index) {
    return CelValues.of(json.get(index));
  }

  @Override
  public int size() {
    return json.size();
  }
}
