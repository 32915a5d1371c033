package dev.hindcast.policy.selection;

import static java.util.Objects.requireNonNull;

/**
 * A text that is compared: a place as it stands, or with its ASCII letters in one case.
 *
 * @param place a column of text or a JSON value
 */
public record Text(Place place, Casing casing) {

  /** What was done to the letters from A to Z. */
  public enum Casing {
    AS_IT_IS,
    LOWER,
    UPPER
  }

  public Text {
    requireNonNull(place, "place");
    requireNonNull(casing, "casing");
  }

  public static Text of(Place place) {
    return new Text(place, Casing.AS_IT_IS);
  }
}
