package dev.hindcast.gateway.delta;

import dev.hindcast.policy.action.CanonicalJson;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Literals of SQL. Whatever a text is made of, it stays one literal, on any setting of {@code
 * standard_conforming_strings} and for any driver: what is not plain is written as an escape, so no
 * quote, backslash, parameter mark or invisible character ever stands for itself.
 */
final class SqlLiterals {
  private static final String PLAIN = " !#%&()*+,-./:;<=>@[]^_`{|}~\"";

  private SqlLiterals() {}

  /** A literal of no type yet. */
  static String text(String text) {
    if (text.chars().allMatch(SqlLiterals::isPlain)) {
      return "'" + text + "'";
    }
    var literal = new StringBuilder("E'");
    text.codePoints()
        .forEach(
            c -> {
              if (isPlain(c)) {
                literal.appendCodePoint(c);
              } else if (c == '\\' || c == '\'') {
                literal.appendCodePoint(c).appendCodePoint(c);
              } else if (c > 0xffff) {
                literal.append("\\U%08x".formatted(c));
              } else {
                literal.append("\\u%04x".formatted(c));
              }
            });
    return literal.append('\'').toString();
  }

  /** A JSON scalar as {@code jsonb}; null is JSON's. */
  static String json(@Nullable Object value) {
    return switch (value) {
      case null -> "'null'::jsonb";
      case Boolean truth -> "'" + truth + "'::jsonb";
      case BigDecimal number -> "'" + number + "'::jsonb";
      case String text -> text(CanonicalJson.write(text)) + "::jsonb";
      default -> throw new IllegalArgumentException("no scalar: " + value.getClass());
    };
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || (c < 0x80 && PLAIN.indexOf(c) >= 0);
  }
}
