package dev.hindcast.policy.cel;

import dev.hindcast.policy.selection.Outlook;
import dev.hindcast.policy.selection.Place;
import dev.hindcast.policy.selection.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a JSON value equals one of some literals. Values of different types are different, which
 * is no failure; numbers are equal by value.
 */
final class Equality {

  private Equality() {}

  /** Empty if a literal is a list, an object, or nothing a database can hold. */
  static Optional<Outlook> of(Place.Json place, List<@Nullable Object> literals) {
    List<@Nullable Object> scalars = new ArrayList<>();
    List<@Nullable Object> certain = new ArrayList<>();
    List<Selection> any = new ArrayList<>();
    for (Object literal : literals) {
      switch (literal) {
        case null -> {
          scalars.add(null);
          certain.add(null);
        }
        case Boolean truth -> {
          scalars.add(truth);
          certain.add(truth);
        }
        case String text when Places.isStorable(text) -> {
          scalars.add(text);
          certain.add(text);
        }
        case Number number -> {
          Optional<NumberBand> band = NumberBand.around(number);
          if (band.isEmpty()) {
            return Optional.empty();
          }
          any.add(new Selection.BetweenNumbers(place, band.get().below(), band.get().above()));
          band.get().exact().ifPresent(certain::add);
        }
        default -> {
          return Optional.empty();
        }
      }
    }
    if (!scalars.isEmpty()) {
      any.add(new Selection.Values(place, scalars, true));
    }
    Selection others =
        certain.isEmpty() ? Selection.ALWAYS : new Selection.Values(place, certain, false);
    return Optional.of(new Outlook(Selection.or(any), others, List.of()));
  }
}
