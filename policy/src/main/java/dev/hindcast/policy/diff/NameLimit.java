package dev.hindcast.policy.diff;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Counts by name, of at most {@value #MOST_NAMES} names: an agent that is called anew in each
 * session would make a summary that no message can carry. Which names stay is chosen by their hash,
 * as in a bottom-k sketch (Cohen and Kaplan 2007), not by their counts: a name that one part leaves
 * out is left out of the sum too, so the sum of parts is the same however they were cut and put
 * together, and the count of each name that stays is exact.
 */
final class NameLimit {
  static final int MOST_NAMES = 5_000;

  /** What the other names have together. */
  static final String OTHERS = "(others)";

  private static final Comparator<String> CHOICE =
      Comparator.comparingInt(NameLimit::hash).thenComparing(Comparator.naturalOrder());

  private NameLimit() {}

  static Map<KindName, Long> of(Map<KindName, Long> counts) {
    if (counts.size() <= MOST_NAMES) {
      return counts;
    }
    Set<String> names =
        counts.keySet().stream()
            .map(KindName::name)
            .filter(name -> !name.equals(OTHERS))
            .collect(Collectors.toSet());
    if (names.size() <= MOST_NAMES) {
      return counts;
    }
    var kept = names.stream().sorted(CHOICE).limit(MOST_NAMES).collect(Collectors.toSet());
    Map<KindName, Long> limited = new HashMap<>();
    counts.forEach(
        (key, count) ->
            limited.merge(
                kept.contains(key.name()) ? key : new KindName(key.kind(), OTHERS),
                count,
                Math::addExact));
    return limited;
  }

  /** Scatters what {@link String#hashCode} keeps close: names that count up are not to be near. */
  private static int hash(String name) {
    int mixed = name.hashCode() * 0x9E3779B9;
    return mixed ^ mixed >>> 16;
  }
}
