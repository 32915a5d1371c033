package dev.hindcast.policy.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.CelSelect;
import dev.hindcast.policy.action.ValuePath;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the places an expression can read, by abstract interpretation: an expression's value is a
 * set of places it may stand for, and a place counts as read once anything but a further selection
 * happens to it. Whatever is not understood reads everything below the places it is given, so the
 * answer is sound.
 *
 * <p>A place of which only a part is selected later is not read as a whole, hence {@code
 * args.amount} reads one key and {@code history.filter(h, h.tool == action.tool).size()} reads only
 * the tools of the history.
 */
final class ReadAnalysis {

  /**
   * A loop's accumulator settles in two rounds; a bound in case some macro is stranger than that.
   */
  private static final int MAX_ROUNDS = 10;

  private static final ValuePath HISTORY = ValuePath.of(CelTypes.HISTORY);
  private static final ValuePath HISTORY_ITEM = HISTORY.with(ValuePath.ANY);

  private final Set<ValuePath> read = new LinkedHashSet<>();

  private ReadAnalysis() {}

  static Set<ValuePath> of(CelAbstractSyntaxTree ast) {
    var analysis = new ReadAnalysis();
    analysis.consume(analysis.value(ast.getExpr(), Map.of()));
    return analysis.read;
  }

  private PlaceSet value(CelExpr expr, Map<String, PlaceSet> scope) {
    return switch (expr.getKind()) {
      case CONSTANT, NOT_SET -> PlaceSet.NONE;
      case IDENT -> variable(expr.ident().name(), scope);
      case SELECT -> select(expr.select(), scope);
      case CALL -> call(expr.call(), scope);
      case LIST -> {
        PlaceSet elements = PlaceSet.NONE;
        for (CelExpr element : expr.list().elements()) {
          elements = elements.join(harmless(value(element, scope)));
        }
        yield PlaceSet.listOf(elements);
      }
      case MAP -> {
        for (CelExpr.CelMap.Entry entry : expr.map().entries()) {
          consume(value(entry.key(), scope));
          consume(value(entry.value(), scope));
        }
        yield PlaceSet.NONE;
      }
      case STRUCT -> {
        expr.struct().entries().forEach(entry -> consume(value(entry.value(), scope)));
        yield PlaceSet.NONE;
      }
      case COMPREHENSION -> comprehension(expr.comprehension(), scope);
    };
  }

  private static PlaceSet variable(String name, Map<String, PlaceSet> scope) {
    PlaceSet local = scope.get(name);
    if (local != null) {
      return local;
    }
    String global = name.startsWith(".") ? name.substring(1) : name;
    return CelTypes.VARIABLES.containsKey(global)
        ? PlaceSet.of(ValuePath.of(global))
        : PlaceSet.NONE;
  }

  private PlaceSet select(CelSelect select, Map<String, PlaceSet> scope) {
    PlaceSet selected = below(value(select.operand(), scope), select.field());
    if (!select.testOnly()) {
      return selected;
    }
    consume(selected);
    return PlaceSet.NONE;
  }

  private PlaceSet call(CelCall call, Map<String, PlaceSet> scope) {
    List<CelExpr> args = call.args();
    return switch (call.function()) {
      case "_?_:_" -> {
        consume(value(args.get(0), scope));
        yield value(args.get(1), scope).join(value(args.get(2), scope));
      }
      case "_[_]", "_[?_]", "_?._" -> index(value(args.get(0), scope), args.get(1), scope);
      case "_+_" -> harmless(value(args.get(0), scope)).join(harmless(value(args.get(1), scope)));
      case "size" -> {
        operands(call, scope).forEach(this::consumeSize);
        yield PlaceSet.NONE;
      }
      case "dyn", "value", "or", "orValue" ->
          operands(call, scope).stream().reduce(PlaceSet.NONE, PlaceSet::join);
      default -> {
        operands(call, scope).forEach(this::consume);
        yield PlaceSet.NONE;
      }
    };
  }

  private List<PlaceSet> operands(CelCall call, Map<String, PlaceSet> scope) {
    return java.util.stream.Stream.concat(call.target().stream(), call.args().stream())
        .map(operand -> value(operand, scope))
        .toList();
  }

  private PlaceSet index(PlaceSet operand, CelExpr index, Map<String, PlaceSet> scope) {
    if (index.getKind() == CelExpr.ExprKind.Kind.CONSTANT
        && index.constant().getKind() == CelConstant.Kind.STRING_VALUE) {
      return below(operand, index.constant().stringValue());
    }
    consume(value(index, scope));
    return elements(operand);
  }

  private PlaceSet comprehension(CelComprehension loop, Map<String, PlaceSet> scope) {
    PlaceSet element = elements(value(loop.iterRange(), scope));
    PlaceSet accumulator = value(loop.accuInit(), scope);
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Map<String, PlaceSet> inner = new HashMap<>(scope);
      if (loop.iterVar2().isEmpty()) {
        inner.put(loop.iterVar(), element);
      } else {
        // The first variable is an index or a key; keys were read by walking over the map.
        inner.put(loop.iterVar(), PlaceSet.NONE);
        inner.put(loop.iterVar2(), element);
      }
      inner.put(loop.accuVar(), accumulator);
      consume(value(loop.loopCondition(), inner));
      PlaceSet next = accumulator.join(value(loop.loopStep(), inner));
      if (next.equals(accumulator)) {
        break;
      }
      accumulator = next;
      if (round == MAX_ROUNDS - 1) {
        consume(accumulator);
      }
    }
    Map<String, PlaceSet> after = new HashMap<>(scope);
    after.put(loop.accuVar(), accumulator);
    return value(loop.result(), after);
  }

  private PlaceSet below(PlaceSet operand, String key) {
    PlaceSet found = PlaceSet.NONE;
    for (ValuePath place : operand.places()) {
      found = found.join(PlaceSet.of(place.key(key)));
    }
    consume(operand.elements());
    return found;
  }

  /** What a loop over the operand, or a look-up by a computed key or index, can yield. */
  private PlaceSet elements(PlaceSet operand) {
    PlaceSet found = operand.elements();
    for (ValuePath place : operand.places()) {
      if (place.equals(HISTORY)) {
        read.add(HISTORY);
        found = found.join(PlaceSet.of(HISTORY_ITEM));
      } else {
        read(place);
      }
    }
    return found;
  }

  /**
   * Keeps the places that exist for certain. Evaluating any other one can fail, which is an
   * outcome, so it is read here even if its value is thrown away.
   */
  private PlaceSet harmless(PlaceSet value) {
    PlaceSet kept = PlaceSet.NONE;
    for (ValuePath place : value.places()) {
      if (place.equals(HISTORY) || place.equals(HISTORY_ITEM)) {
        kept = kept.join(PlaceSet.of(place));
      } else {
        read(place);
      }
    }
    return value.elements().isNone() ? kept : kept.join(PlaceSet.listOf(value.elements()));
  }

  private void consumeSize(PlaceSet value) {
    for (ValuePath place : value.places()) {
      if (place.equals(HISTORY)) {
        read.add(HISTORY);
      } else {
        read(place);
      }
    }
  }

  private void consume(PlaceSet value) {
    value.places().forEach(this::read);
    if (!value.elements().isNone()) {
      consume(value.elements());
    }
  }

  private void read(ValuePath place) {
    read.add(place.equals(HISTORY) ? HISTORY_ITEM : place);
  }
}
