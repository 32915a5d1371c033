package dev.hindcast.policy.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.hindcast.policy.selection.Place;
import dev.hindcast.policy.selection.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which recorded value an expression is. */
final class Places {

  private Places() {}

  static Optional<Place> of(CelExpr expr, Constants constants) {
    List<String> keys = new ArrayList<>();
    String root = root(expr, keys);
    if (root.isEmpty() || constants.hides(root) || keys.isEmpty()) {
      return Optional.empty();
    }
    return switch (root) {
      case CelTypes.ARGS -> json(Place.Document.ARGUMENTS, keys);
      case CelTypes.CONTEXT -> json(Place.Document.CONTEXT, keys);
      case CelTypes.ACTION -> keys.size() == 1 ? column(keys.getFirst()) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** As above, for a place in a document. */
  static Optional<Place.Json> json(CelExpr expr, Constants constants) {
    return of(expr, constants)
        .flatMap(place -> place instanceof Place.Json json ? Optional.of(json) : Optional.empty());
  }

  /** A text with what is done to its letters. */
  static Optional<Text> text(CelExpr expr, Constants constants) {
    if (expr.getKind() == CelExpr.ExprKind.Kind.CALL && expr.call().target().isPresent()) {
      Text.Casing casing =
          switch (expr.call().function()) {
            case "lowerAscii" -> Text.Casing.LOWER;
            case "upperAscii" -> Text.Casing.UPPER;
            default -> Text.Casing.AS_IT_IS;
          };
      return casing == Text.Casing.AS_IT_IS
          ? Optional.empty()
          : of(expr.call().target().get(), constants)
              .filter(place -> !(place instanceof Place.NumberColumn))
              .map(place -> new Text(place, casing));
    }
    return of(expr, constants)
        .filter(place -> !(place instanceof Place.NumberColumn))
        .map(Text::of);
  }

  /** Whether every PostgreSQL database of UTF-8 can hold the text, and a column can have it. */
  static boolean isStorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return false;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  private static Optional<Place> json(Place.Document document, List<String> keys) {
    return keys.stream().allMatch(Places::isStorable)
        ? Optional.of(new Place.Json(document, keys))
        : Optional.empty();
  }

  private static Optional<Place> column(String name) {
    return switch (name) {
      case "tool" -> Optional.of(Place.TextColumn.TOOL);
      case "agent" -> Optional.of(Place.TextColumn.AGENT);
      case "operation" -> Optional.of(Place.TextColumn.OPERATION);
      case "model" -> Optional.of(Place.TextColumn.MODEL);
      case "tenant" -> Optional.of(Place.TextColumn.TENANT);
      case "id" -> Optional.of(Place.NumberColumn.ID);
      case "step" -> Optional.of(Place.NumberColumn.STEP);
      default -> Optional.empty();
    };
  }

  /** Empty if the expression is no chain of keys from a variable. */
  private static String root(CelExpr expr, List<String> keys) {
    return switch (expr.getKind()) {
      case IDENT -> expr.ident().name();
      case SELECT -> {
        if (expr.select().testOnly()) {
          yield "";
        }
        String root = root(expr.select().operand(), keys);
        keys.add(expr.select().field());
        yield root;
      }
      case CALL -> {
        if (expr.call().function().equals("dyn")) {
          yield root(expr.call().args().getFirst(), keys);
        }
        if (!expr.call().function().equals("_[_]") || !isText(expr.call().args().get(1))) {
          yield "";
        }
        String root = root(expr.call().args().get(0), keys);
        keys.add(expr.call().args().get(1).constant().stringValue());
        yield root;
      }
      case CONSTANT, LIST, STRUCT, MAP, COMPREHENSION, NOT_SET -> "";
    };
  }

  private static boolean isText(CelExpr expr) {
    return expr.getKind() == CelExpr.ExprKind.Kind.CONSTANT
        && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE;
  }
}
