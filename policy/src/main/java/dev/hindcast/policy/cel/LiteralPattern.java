package dev.hindcast.policy.cel;

import dev.hindcast.policy.selection.Selection;
import dev.hindcast.policy.selection.Text;
import dev.hindcast.policy.selection.TextTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A regular expression that is only literals, anchors and alternatives of them, such as {@code ^rm
 * -rf|(?i)...}: its matching is a comparison of texts.
 *
 * @param ignoreCase whether {@code (?i)} stands before it
 */
record LiteralPattern(List<Alternative> alternatives, boolean ignoreCase) {

  private static final String META = "\\.+*?()|[]{}^$";

  /** These fold to the letters k and s, and have no other case in ASCII. */
  private static final List<String> STRANGERS = List.of("\u212a", "\u017f");

  LiteralPattern {
    alternatives = List.copyOf(alternatives);
  }

  /** One literal and where it must stand. */
  record Alternative(TextTest test, String literal) {}

  static Optional<LiteralPattern> of(String regex) {
    boolean ignoreCase = regex.startsWith("(?i)");
    String rest = ignoreCase ? regex.substring("(?i)".length()) : regex;
    List<Alternative> found = new ArrayList<>();
    for (String part : parts(rest)) {
      Optional<Alternative> alternative = alternative(part, ignoreCase);
      if (alternative.isEmpty()) {
        return Optional.empty();
      }
      found.add(alternative.get());
    }
    return Optional.of(new LiteralPattern(found, ignoreCase));
  }

  Selection matching(Text text) {
    List<Selection> any = new ArrayList<>();
    for (Alternative each : alternatives) {
      any.add(new Selection.Texts(folded(text), each.test(), each.literal(), true));
    }
    if (ignoreCase) {
      STRANGERS.forEach(odd -> any.add(new Selection.Texts(text, TextTest.CONTAINS, odd, true)));
    }
    return Selection.or(any);
  }

  /** At least the texts that do not match. */
  Selection notMatching(Text text) {
    List<Selection> all = new ArrayList<>();
    for (Alternative each : alternatives) {
      all.add(new Selection.Texts(folded(text), each.test(), each.literal(), false));
    }
    return Selection.and(all);
  }

  private Text folded(Text text) {
    return ignoreCase ? new Text(text.place(), Text.Casing.LOWER) : text;
  }

  private static List<String> parts(String regex) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < regex.length(); i++) {
      if (regex.charAt(i) == '\\') {
        i++;
      } else if (regex.charAt(i) == '|') {
        parts.add(regex.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(regex.substring(start));
    return parts;
  }

  private static Optional<Alternative> alternative(String part, boolean ignoreCase) {
    boolean fromStart = part.startsWith("^");
    boolean toEnd = part.endsWith("$") && !part.endsWith("\\$");
    int end = part.length() - (toEnd ? 1 : 0);
    int start = fromStart ? 1 : 0;
    if (start > end) {
      return Optional.empty();
    }
    return unescaped(part.substring(start, end))
        .filter(literal -> !ignoreCase || literal.chars().allMatch(c -> c < 0x80))
        .map(literal -> ignoreCase ? literal.toLowerCase(Locale.ROOT) : literal)
        .map(literal -> new Alternative(test(fromStart, toEnd), literal));
  }

  private static TextTest test(boolean fromStart, boolean toEnd) {
    if (fromStart) {
      return toEnd ? TextTest.EQUALS : TextTest.STARTS_WITH;
    }
    return toEnd ? TextTest.ENDS_WITH : TextTest.CONTAINS;
  }

  private static Optional<String> unescaped(String part) {
    var literal = new StringBuilder();
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c == '\\') {
        i++;
        if (i == part.length() || META.indexOf(part.charAt(i)) < 0) {
          return Optional.empty();
        }
        literal.append(part.charAt(i));
      } else if (META.indexOf(c) >= 0) {
        return Optional.empty();
      } else {
        literal.append(c);
      }
    }
    return Places.isStorable(literal.toString())
        ? Optional.of(literal.toString())
        : Optional.empty();
  }
}
