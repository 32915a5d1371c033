package dev.hindcast.policy.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns a checked expression into a {@link Condition}. */
final class ConditionPlanner {

  /** Functions that may leave an operand unevaluated, or survive its failure. */
  private static final Set<String> LAZY =
      Set.of("_&&_", "_||_", "_[?_]", "_?._", "or", "orValue", "@not_strictly_false", "cel.@block");

  private final CelEnvironment environment;
  private final CelAbstractSyntaxTree ast;

  private ConditionPlanner(CelEnvironment environment, CelAbstractSyntaxTree ast) {
    this.environment = environment;
    this.ast = ast;
  }

  static Condition plan(CelEnvironment environment, CelAbstractSyntaxTree ast)
      throws CelEvaluationException {
    return new ConditionPlanner(environment, ast).plan(ast.getExpr());
  }

  private Condition plan(CelExpr expr) throws CelEvaluationException {
    if (expr.getKind() == CelExpr.ExprKind.Kind.CALL && expr.call().target().isEmpty()) {
      CelCall call = expr.call();
      switch (call.function()) {
        case "_&&_" -> {
          return new Condition.And(plan(call.args().get(0)), plan(call.args().get(1)));
        }
        case "_||_" -> {
          return new Condition.Or(plan(call.args().get(0)), plan(call.args().get(1)));
        }
        case "!_" -> {
          return new Condition.Not(plan(call.args().get(0)));
        }
        default -> {}
      }
    }
    List<RequiredKey> required = new ArrayList<>();
    require(expr, required);
    CelAbstractSyntaxTree part =
        CelAbstractSyntaxTree.newCheckedAst(
            expr, ast.getSource(), ast.getReferenceMap(), ast.getTypeMap());
    return new Condition.Leaf(environment.program(part), required, EvaluationErrors.of(part));
  }

  /**
   * Collects the chains of keys selected on every evaluation of {@code expr}. Leaving some out is
   * safe.
   */
  private static void require(CelExpr expr, List<RequiredKey> found) {
    switch (expr.getKind()) {
      case SELECT -> {
        CelExpr chain = expr.select().testOnly() ? expr.select().operand() : expr;
        if (!requireChain(chain, found)) {
          require(expr.select().operand(), found);
        }
      }
      case CALL -> requireOperands(expr, found);
      case LIST -> {
        if (expr.list().optionalIndices().isEmpty()) {
          expr.list().elements().forEach(element -> require(element, found));
        }
      }
      case COMPREHENSION -> require(expr.comprehension().iterRange(), found);
      case CONSTANT, IDENT, STRUCT, MAP, NOT_SET -> {}
    }
  }

  private static void requireOperands(CelExpr expr, List<RequiredKey> found) {
    CelCall call = expr.call();
    if (LAZY.contains(call.function())) {
      return;
    }
    if (call.function().equals("_?_:_")) {
      require(call.args().getFirst(), found);
      return;
    }
    if (!requireChain(expr, found)) {
      call.target().ifPresent(target -> require(target, found));
      call.args().forEach(arg -> require(arg, found));
    }
  }

  private static boolean requireChain(CelExpr expr, List<RequiredKey> found) {
    List<String> keys = new ArrayList<>();
    Optional<String> root = root(expr, keys);
    root.filter(_ -> !keys.isEmpty())
        .map(name -> new RequiredKey(name, keys))
        .ifPresent(found::add);
    return root.isPresent();
  }

  /** The variable at the root of a pure chain of selections, and its keys outermost first. */
  private static Optional<String> root(CelExpr expr, List<String> keys) {
    return switch (expr.getKind()) {
      case IDENT -> {
        String name = expr.ident().name();
        yield name.equals(CelTypes.ARGS) || name.equals(CelTypes.CONTEXT)
            ? Optional.of(name)
            : Optional.empty();
      }
      case SELECT -> {
        if (expr.select().testOnly()) {
          yield Optional.empty();
        }
        Optional<String> root = root(expr.select().operand(), keys);
        keys.add(expr.select().field());
        yield root;
      }
      case CALL -> {
        CelCall call = expr.call();
        if (!call.function().equals("_[_]") || !isText(call.args().get(1))) {
          yield Optional.empty();
        }
        Optional<String> root = root(call.args().get(0), keys);
        keys.add(call.args().get(1).constant().stringValue());
        yield root;
      }
      case CONSTANT, LIST, STRUCT, MAP, COMPREHENSION, NOT_SET -> Optional.empty();
    };
  }

  private static boolean isText(CelExpr expr) {
    return expr.getKind() == CelExpr.ExprKind.Kind.CONSTANT
        && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE;
  }
}
