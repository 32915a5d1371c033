package dev.hindcast.gateway.delta;

import dev.hindcast.policy.bundle.Glob;
import dev.hindcast.policy.selection.Place;
import dev.hindcast.policy.selection.Place.NumberColumn;
import dev.hindcast.policy.selection.Place.TextColumn;
import dev.hindcast.policy.selection.Selection;
import dev.hindcast.policy.selection.Text;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A selection as a condition on {@code action}. It is SQL NULL where the selection is unknown, so
 * an action is left out only where the condition {@code IS FALSE}. It never raises an error.
 */
final class SelectionSql {
  /** Below and above these a number is selected whatever it is compared with. */
  private static final BigDecimal LEAST = new BigDecimal("-1e308");

  private static final BigDecimal MOST = new BigDecimal("1e308");

  private SelectionSql() {}

  static String of(Selection selection) {
    return switch (selection) {
      case Selection.Always _ -> "true";
      case Selection.Never _ -> "false";
      case Selection.And(var all) -> joined(all, SelectionSql::of, " AND ");
      case Selection.Or(var any) -> joined(any, SelectionSql::of, " OR ");
      case Selection.OutsideNumbers(var place, var from, var to) -> outside(place, from, to);
      case Selection.BetweenNumbers(var place, var above, var below) ->
          "(%1$s > %2$s AND %1$s < %3$s)"
              .formatted(value(place), number(place, above), number(place, below));
      case Selection.Values(var place, var values, var among) ->
          value(place)
              + (among ? " IN (" : " NOT IN (")
              + values.stream().map(SqlLiterals::json).collect(Collectors.joining(", "))
              + ")";
      case Selection.Texts texts -> texts(texts);
      case Selection.Present(var place, var outcome) -> present(place, outcome);
      case Selection.Names(var column, var glob, var outcome) -> names(column, glob, outcome);
    };
  }

  /**
   * The condition that holds where a selection is not false. Each leaf is asked for that alone, so
   * a plain comparison of the tool stands at the top, where an index answers it: it is NULL for an
   * action without a tool, which is pulled in any case.
   */
  static String notFalse(Selection selection) {
    return switch (selection) {
      case Selection.And(var all) -> joined(all, SelectionSql::notFalse, " AND ");
      case Selection.Or(var any) -> joined(any, SelectionSql::notFalse, " OR ");
      case Selection.Always _, Selection.Never _ -> of(selection);
      case Selection.Names(var column, _, _) when column == TextColumn.TOOL -> of(selection);
      case Selection.OutsideNumbers _,
          Selection.BetweenNumbers _,
          Selection.Values _,
          Selection.Texts _,
          Selection.Present _,
          Selection.Names _ ->
          "(" + of(selection) + ") IS NOT FALSE";
    };
  }

  private static String joined(
      List<Selection> parts, Function<Selection, String> part, String operator) {
    return parts.stream().map(part).collect(Collectors.joining(operator, "(", ")"));
  }

  /** In the order of {@code jsonb} all numbers stand together: beside them is what is no number. */
  private static String outside(Place place, @Nullable BigDecimal from, @Nullable BigDecimal to) {
    if (place instanceof NumberColumn column) {
      return from == null ? name(column) + " > " + to : name(column) + " < " + from;
    }
    return value(place)
        + " NOT BETWEEN "
        + number(place, from == null ? LEAST : from)
        + " AND "
        + number(place, to == null ? MOST : to);
  }

  private static String number(Place place, BigDecimal number) {
    return place instanceof NumberColumn ? number.toString() : SqlLiterals.json(number);
  }

  private static String texts(Selection.Texts texts) {
    var text = texts.text();
    var literal = texts.literal();
    var operand = text(text);
    var test =
        switch (texts.test()) {
          case EQUALS -> operand + " = " + SqlLiterals.text(literal);
          case STARTS_WITH -> "starts_with(" + operand + ", " + SqlLiterals.text(literal) + ")";
          case ENDS_WITH ->
              "right(%s, %d) = %s"
                  .formatted(
                      operand,
                      literal.codePointCount(0, literal.length()),
                      SqlLiterals.text(literal));
          case CONTAINS -> "strpos(" + operand + ", " + SqlLiterals.text(literal) + ") > 0";
          case BEFORE -> operand + " < " + SqlLiterals.text(literal);
          case NOT_AFTER -> operand + " <= " + SqlLiterals.text(literal);
        };
    var outcome = texts.outcome() ? test : "NOT " + test;
    return text.place() instanceof Place.Json json
        ? "CASE WHEN jsonb_typeof(" + value(json) + ") = 'string' THEN " + outcome + " END"
        : outcome;
  }

  /** Compared by code points, whatever the database's language. */
  private static String text(Text text) {
    var plain =
        text.place() instanceof Place.Json json
            ? "(" + path(json, json.keys().size() - 1) + " ->> " + key(json) + ") COLLATE \"C\""
            : value(text.place()) + " COLLATE \"C\"";
    return switch (text.casing()) {
      case AS_IT_IS -> plain;
      case LOWER -> "lower(" + plain + ")";
      case UPPER -> "upper(" + plain + ")";
    };
  }

  private static String present(Place.Json place, boolean outcome) {
    if (!outcome) {
      return value(place) + " IS NULL";
    }
    var there = value(place) + " IS NOT NULL";
    int depth = place.keys().size();
    return depth == 1
        ? there
        : "(%s OR jsonb_typeof(%s) IS DISTINCT FROM 'object')"
            .formatted(there, path(place, depth - 1));
  }

  private static String names(TextColumn column, Glob glob, boolean outcome) {
    var operand = value(column) + " COLLATE \"C\"";
    if (glob.isExact()) {
      return operand + (outcome ? " = " : " <> ") + SqlLiterals.text(glob.pattern());
    }
    // A ? is one UTF-16 unit, of which some characters have two.
    if (!outcome && glob.pattern().indexOf('?') >= 0) {
      return "true";
    }
    var pattern = new StringBuilder();
    glob.pattern()
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '*', '?' -> pattern.append('%');
                case '%', '_', '!' -> pattern.append('!').appendCodePoint(c);
                default -> pattern.appendCodePoint(c);
              }
            });
    return operand
        + (outcome ? " LIKE " : " NOT LIKE ")
        + SqlLiterals.text(pattern.toString())
        + " ESCAPE '!'";
  }

  private static String value(Place place) {
    return switch (place) {
      case TextColumn column -> column.name().toLowerCase(Locale.ROOT);
      case NumberColumn column -> name(column);
      case Place.Json json -> "(" + path(json, json.keys().size()) + ")";
    };
  }

  private static String name(NumberColumn column) {
    return switch (column) {
      case ID -> "action_id";
      case STEP -> "step";
    };
  }

  /**
   * A key names nothing in an array or a scalar: the path ends in SQL NULL, as if it were missing.
   */
  private static String path(Place.Json json, int keys) {
    var path = new StringBuilder(json.document().name().toLowerCase(Locale.ROOT));
    json.keys().subList(0, keys).forEach(key -> path.append(" -> ").append(SqlLiterals.text(key)));
    return path.toString();
  }

  private static String key(Place.Json json) {
    return SqlLiterals.text(json.keys().getLast());
  }
}
