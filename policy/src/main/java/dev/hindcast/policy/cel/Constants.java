package dev.hindcast.policy.cel;

import static java.util.Objects.requireNonNull;

import dev.cel.common.ast.CelExpr;
import dev.hindcast.policy.action.JsonValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values of expressions that no action has a say in: literals, params, and loop variables while
 * a loop over a constant list is written out.
 */
record Constants(Map<String, Object> params, Map<String, Constant> variables) {

  /** A JSON value; null is JSON's. */
  record Constant(@Nullable Object json) {}

  Constants {
    requireNonNull(params, "params");
    variables = Map.copyOf(variables);
  }

  Constants with(String variable, Constant value) {
    Map<String, Constant> more = new java.util.HashMap<>(variables);
    more.put(variable, value);
    return new Constants(params, more);
  }

  /** Whether a name is a loop variable here, whatever it is elsewhere. */
  boolean hides(String name) {
    return variables.containsKey(name);
  }

  /** Empty if the expression has no constant value, or none that is JSON. */
  Optional<Constant> value(CelExpr expr) {
    return switch (expr.getKind()) {
      case CONSTANT -> literal(expr);
      case IDENT -> Optional.ofNullable(variables.get(expr.ident().name()));
      case LIST -> list(expr);
      case SELECT ->
          expr.select().testOnly()
              ? Optional.empty()
              : selected(expr.select().operand(), expr.select().field());
      case CALL -> call(expr);
      case STRUCT, MAP, COMPREHENSION, NOT_SET -> Optional.empty();
    };
  }

  private static Optional<Constant> literal(CelExpr expr) {
    return switch (expr.constant().getKind()) {
      case NULL_VALUE -> Optional.of(new Constant(null));
      case BOOLEAN_VALUE -> Optional.of(new Constant(expr.constant().booleanValue()));
      case INT64_VALUE -> Optional.of(new Constant(expr.constant().int64Value()));
      case DOUBLE_VALUE -> Optional.of(new Constant(expr.constant().doubleValue()));
      case STRING_VALUE -> Optional.of(new Constant(expr.constant().stringValue()));
      case NOT_SET, UINT64_VALUE, BYTES_VALUE, DURATION_VALUE, TIMESTAMP_VALUE -> Optional.empty();
    };
  }

  private Optional<Constant> list(CelExpr expr) {
    if (!expr.list().optionalIndices().isEmpty()) {
      return Optional.empty();
    }
    List<@Nullable Object> values = new ArrayList<>();
    for (CelExpr element : expr.list().elements()) {
      Optional<Constant> value = value(element);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.add(value.get().json());
    }
    return Optional.of(new Constant(values));
  }

  private Optional<Constant> call(CelExpr expr) {
    List<CelExpr> args = expr.call().args();
    return switch (expr.call().function()) {
      case "_[_]" ->
          value(args.get(1))
              .filter(key -> key.json() instanceof String)
              .flatMap(key -> selected(args.get(0), String.valueOf(key.json())));
      case "dyn" -> value(args.getFirst());
      case "-_" -> value(args.getFirst()).flatMap(Constants::negated);
      default -> Optional.empty();
    };
  }

  private static Optional<Constant> negated(Constant constant) {
    return switch (constant.json()) {
      case Long number when number != Long.MIN_VALUE -> Optional.of(new Constant(-number));
      case Double number -> Optional.of(new Constant(-number));
      case null, default -> Optional.empty();
    };
  }

  private Optional<Constant> selected(CelExpr operand, String key) {
    Optional<Map<String, Object>> object =
        isParams(operand)
            ? Optional.of(params)
            : value(operand).flatMap(value -> JsonValues.asObject(value.json()));
    return object.filter(map -> map.containsKey(key)).map(map -> new Constant(map.get(key)));
  }

  private boolean isParams(CelExpr expr) {
    return expr.getKind() == CelExpr.ExprKind.Kind.IDENT
        && expr.ident().name().equals(CelTypes.PARAMS)
        && !hides(CelTypes.PARAMS);
  }
}
