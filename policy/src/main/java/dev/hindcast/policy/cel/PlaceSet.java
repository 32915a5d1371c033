package dev.hindcast.policy.cel;

import dev.hindcast.policy.action.ValuePath;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The places a value may stand for, and, for a list an expression has made, those its elements may
 * stand for.
 *
 * @param elementsOrNull null for none
 */
record PlaceSet(Set<ValuePath> places, @Nullable PlaceSet elementsOrNull) {

  static final PlaceSet NONE = new PlaceSet(Set.of(), null);

  /** Lists of lists of places are cut off here; the analysis then reads them whole. */
  private static final int MAX_DEPTH = 4;

  PlaceSet {
    places = Set.copyOf(places);
  }

  static PlaceSet of(ValuePath place) {
    return new PlaceSet(Set.of(place), null);
  }

  static PlaceSet listOf(PlaceSet elements) {
    if (elements.isNone()) {
      return NONE;
    }
    return elements.depth() < MAX_DEPTH
        ? new PlaceSet(Set.of(), elements)
        : new PlaceSet(elements.flat(), null);
  }

  PlaceSet elements() {
    return elementsOrNull == null ? NONE : elementsOrNull;
  }

  boolean isNone() {
    return places.isEmpty() && elementsOrNull == null;
  }

  PlaceSet join(PlaceSet other) {
    if (other.isNone() || equals(other)) {
      return this;
    }
    if (isNone()) {
      return other;
    }
    Set<ValuePath> both = new LinkedHashSet<>(places);
    both.addAll(other.places);
    PlaceSet inside = elements().join(other.elements());
    return new PlaceSet(both, inside.isNone() ? null : inside);
  }

  private int depth() {
    return elementsOrNull == null ? 0 : 1 + elementsOrNull.depth();
  }

  private Set<ValuePath> flat() {
    Set<ValuePath> all = new LinkedHashSet<>(places);
    if (elementsOrNull != null) {
      all.addAll(elementsOrNull.flat());
    }
    return all;
  }
}
