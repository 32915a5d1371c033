package dev.hindcast.ingest.action;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes several records of one call in a batch together: the record of the smallest rank stays, and
 * takes from the others what it lacks.
 */
public final class Distinct {
  private final Map<ActionKey, Integer> places = new HashMap<>();
  private final List<IncomingAction> kept = new ArrayList<>();

  private Distinct() {}

  /** One record a call, in the order of their times. */
  public static List<IncomingAction> of(List<IncomingAction> actions) {
    var distinct = new Distinct();
    actions.stream()
        .sorted(Comparator.comparingInt(action -> action.identity().rank()))
        .forEach(distinct::add);
    // Stable: at one moment the order of arrival decides.
    distinct.kept.sort(Comparator.comparing(IncomingAction::time));
    return List.copyOf(distinct.kept);
  }

  private void add(IncomingAction action) {
    var identity = action.identity();
    var place = places.get(identity.key());
    for (var cover : identity.covers()) {
      place = place == null ? places.get(cover) : place;
    }
    if (place == null) {
      place = kept.size();
      kept.add(action);
    } else {
      kept.set(place, kept.get(place).or(action));
    }
    // A third record may know this one only.
    places.putIfAbsent(identity.key(), place);
    for (var left : identity.leaves()) {
      places.putIfAbsent(left, place);
    }
  }
}
