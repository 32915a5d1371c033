package dev.hindcast.policy.cel;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Patterns that the JDK's matcher, many times as fast as RE2's, decides alike and within a bound:
 * ASCII literals and classes, exact counts of these, groups of alternatives, {@code ^} and {@code
 * $} at the ends, {@code (?i)} in front. Nothing repeats without an upper bound and the
 * alternatives are few, so backtracking is a constant factor. Every other pattern is left to RE2.
 */
final class BoundedPattern {
  private static final String IGNORE_CASE = "(?i)";

  /** Ways through all alternatives of a pattern. */
  private static final int MOST_WAYS = 32;

  private static final int MOST_COPIES = 100;
  private static final int MOST_CHARACTERS = 200;
  private static final String LITERALS = " !\"#%&',-/:;<=>@_`~";
  private static final String ESCAPED = "\\.+*?()|[]{}^$";
  private static final String IN_CLASSES = " !#%,./:;=@_";

  private final String regex;
  private final boolean ignoreCase;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private BoundedPattern(String regex) {
    this.ignoreCase = regex.startsWith(IGNORE_CASE);
    this.regex = ignoreCase ? regex.substring(IGNORE_CASE.length()) : regex;
  }

  /**
   * Whether a text has a match anywhere; empty if the pattern is not of this kind.
   *
   * @param regex that RE2 takes
   */
  static Optional<Predicate<String>> of(String regex) {
    if (regex.length() > MOST_CHARACTERS) {
      return Optional.empty();
    }
    var translation = new BoundedPattern(regex);
    return translation.translate()
        ? Optional.of(Pattern.compile(translation.out.toString()).asPredicate())
        : Optional.empty();
  }

  private boolean translate() {
    if (take('^')) {
      out.append("\\A");
    }
    int ways = sequence();
    if (ways > 0 && take('$')) {
      out.append("\\z");
    }
    return ways > 0 && ways <= MOST_WAYS && at == regex.length();
  }

  /** Ways through it; 0 if it is none. Ends before what is no part of one. */
  private int sequence() {
    int ways = 1;
    int from = at;
    while (at < regex.length() && "|)$".indexOf(regex.charAt(at)) < 0) {
      int more = take('(') ? group() : character();
      ways *= more;
      if (ways == 0 || ways > MOST_WAYS) {
        return 0;
      }
    }
    return at == from ? 0 : ways;
  }

  private int group() {
    if (take('?') && !take(':')) {
      return 0;
    }
    out.append("(?:");
    int ways = 0;
    do {
      if (ways > 0) {
        out.append('|');
      }
      int more = sequence();
      if (more == 0) {
        return 0;
      }
      ways += more;
    } while (take('|'));
    out.append(')');
    return take(')') && !isRepeated() ? ways : 0;
  }

  private int character() {
    String one = take('[') ? characterClass() : literal();
    if (one == null) {
      return 0;
    }
    out.append(one);
    if (take('{') && !count()) {
      return 0;
    }
    return isRepeated() ? 0 : 1;
  }

  private @Nullable String literal() {
    char c = regex.charAt(at++);
    if (c == '\\') {
      return at < regex.length() && ESCAPED.indexOf(regex.charAt(at)) >= 0
          ? "\\" + regex.charAt(at++)
          : null;
    }
    return isAlphanumeric(c) || LITERALS.indexOf(c) >= 0 ? either(c) : null;
  }

  private @Nullable String characterClass() {
    var members = new StringBuilder("[");
    while (at < regex.length() && regex.charAt(at) != ']') {
      char first = regex.charAt(at++);
      boolean range = isAlphanumeric(first) && take('-');
      char last = range && at < regex.length() ? regex.charAt(at++) : first;
      if (range ? !isRange(first, last) : !isMember(first)) {
        return null;
      }
      for (char c = first; c <= last; c++) {
        members.append(members(c));
      }
    }
    return members.length() > 1 && take(']') ? members.append(']').toString() : null;
  }

  private static boolean isRange(char first, char last) {
    return first <= last
        && (isDigit(first) && isDigit(last)
            || isLower(first) && isLower(last)
            || isUpper(first) && isUpper(last));
  }

  private static boolean isMember(char c) {
    return isAlphanumeric(c) || IN_CLASSES.indexOf(c) >= 0;
  }

  private boolean count() {
    int count = 0;
    int digits = 0;
    for (; at < regex.length() && isDigit(regex.charAt(at)) && digits < 3; at++, digits++) {
      count = count * 10 + regex.charAt(at) - '0';
    }
    out.append('{').append(count).append('}');
    return digits > 0 && count > 0 && count <= MOST_COPIES && take('}');
  }

  private boolean isRepeated() {
    return at < regex.length() && "*+?{".indexOf(regex.charAt(at)) >= 0;
  }

  private String either(char c) {
    return ignoreCase ? "[" + members(c) + "]" : Character.toString(c);
  }

  /** As RE2 folds case: two letters have a third form beyond ASCII. */
  private String members(char c) {
    if (!ignoreCase || !isLower(c) && !isUpper(c)) {
      return Character.toString(c);
    }
    char lower = Character.toLowerCase(c);
    String forms = "" + lower + Character.toUpperCase(c);
    return switch (lower) {
      case 'k' -> forms + '\u212a';
      case 's' -> forms + '\u017f';
      default -> forms;
    };
  }

  private boolean take(char c) {
    if (at < regex.length() && regex.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private static boolean isAlphanumeric(char c) {
    return isDigit(c) || isLower(c) || isUpper(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }
}
