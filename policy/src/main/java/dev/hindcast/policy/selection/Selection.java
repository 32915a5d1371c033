package dev.hindcast.policy.selection;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.bundle.Glob;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which actions to select, as a tree without negation. Each leaf has three answers: selected, not
 * selected, and unknown where its place is missing or, if the leaf says so, of another type.
 * Unknown combines as in SQL, and an action for which the whole is unknown is selected: so only a
 * certain no leaves an action out.
 *
 * <p>Literals are whatever a bundle's author wrote: hostile text to anyone who prints them.
 */
public sealed interface Selection {

  Selection ALWAYS = new Always();
  Selection NEVER = new Never();

  /** Every action. */
  record Always() implements Selection {}

  /** No action. */
  record Never() implements Selection {}

  /** At least two, none of them a constant. */
  record And(List<Selection> all) implements Selection {
    public And {
      all = List.copyOf(all);
    }
  }

  /** At least two, none of them a constant. */
  record Or(List<Selection> any) implements Selection {
    public Or {
      any = List.copyOf(any);
    }
  }

  /**
   * Anything but a number from {@code from} to {@code to}, both inclusive; null: unbounded. Values
   * of another type are selected.
   */
  record OutsideNumbers(Place place, @Nullable BigDecimal from, @Nullable BigDecimal to)
      implements Selection {
    public OutsideNumbers {
      requireNonNull(place, "place");
      if ((from == null) == (to == null)) {
        throw new IllegalArgumentException("one of the bounds is given");
      }
    }
  }

  /** A number between two others, both exclusive. Values of another type are not selected. */
  record BetweenNumbers(Place place, BigDecimal above, BigDecimal below) implements Selection {
    public BetweenNumbers {
      requireNonNull(place, "place");
      requireNonNull(above, "above");
      requireNonNull(below, "below");
    }
  }

  /**
   * A JSON value that is one of these, or none of them.
   *
   * @param values texts, booleans, numbers ({@link BigDecimal}) and null, which stands for JSON's
   * @param among whether to select those that are one of them, or all others
   */
  record Values(Place.Json place, List<@Nullable Object> values, boolean among)
      implements Selection {
    public Values {
      requireNonNull(place, "place");
      values = Collections.unmodifiableList(new ArrayList<>(values));
    }
  }

  /**
   * A text that passes a test, or does not. Anything but a text is unknown.
   *
   * @param outcome of the test for what is selected
   */
  record Texts(Text text, TextTest test, String literal, boolean outcome) implements Selection {
    public Texts {
      requireNonNull(text, "text");
      requireNonNull(test, "test");
      requireNonNull(literal, "literal");
    }
  }

  /**
   * A key that is there, whatever its value, or that is not. Where it should stand in something
   * that is no object, both are selected.
   */
  record Present(Place.Json place, boolean outcome) implements Selection {
    public Present {
      requireNonNull(place, "place");
    }
  }

  /**
   * A name that matches a pattern, or does not. A {@code ?} selects generously.
   *
   * @param outcome of matching for what is selected
   */
  record Names(Place.TextColumn column, Glob glob, boolean outcome) implements Selection {
    public Names {
      requireNonNull(column, "column");
      requireNonNull(glob, "glob");
    }
  }

  static Selection and(Selection... all) {
    return and(List.of(all));
  }

  static Selection and(List<Selection> all) {
    Set<Selection> kept = new LinkedHashSet<>();
    for (Selection each : all) {
      switch (each) {
        case Never _ -> {
          return NEVER;
        }
        case Always _ -> {}
        case And(List<Selection> inner) -> kept.addAll(inner);
        case Or _, OutsideNumbers _, BetweenNumbers _, Values _, Texts _, Present _, Names _ ->
            kept.add(each);
      }
    }
    return switch (kept.size()) {
      case 0 -> ALWAYS;
      case 1 -> kept.iterator().next();
      default -> new And(List.copyOf(kept));
    };
  }

  static Selection or(Selection... any) {
    return or(List.of(any));
  }

  static Selection or(List<Selection> any) {
    Set<Selection> kept = new LinkedHashSet<>();
    for (Selection each : any) {
      switch (each) {
        case Always _ -> {
          return ALWAYS;
        }
        case Never _ -> {}
        case Or(List<Selection> inner) -> kept.addAll(inner);
        case And _, OutsideNumbers _, BetweenNumbers _, Values _, Texts _, Present _, Names _ ->
            kept.add(each);
      }
    }
    return switch (kept.size()) {
      case 0 -> NEVER;
      case 1 -> kept.iterator().next();
      default -> new Or(List.copyOf(kept));
    };
  }
}
