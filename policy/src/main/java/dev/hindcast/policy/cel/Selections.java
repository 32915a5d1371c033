package dev.hindcast.policy.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds {@code root.x} and {@code root['x']} in an expression, for roots whose keys are known
 * beforehand.
 */
final class Selections {

  private Selections() {}

  /**
   * Selected keys of a variable, by the code point offset of the variable. Nothing if a loop
   * variable hides it.
   */
  static SortedMap<Integer, String> of(CelAbstractSyntaxTree ast, String variable) {
    SortedMap<Integer, String> found = new TreeMap<>();
    Map<Long, Integer> positions = ast.getSource().getPositionsMap();
    List<CelExpr> nodes =
        CelNavigableAst.fromAst(ast).getRoot().allNodes().map(CelNavigableExpr::expr).toList();
    for (CelExpr node : nodes) {
      if (node.getKind() == CelExpr.ExprKind.Kind.COMPREHENSION
          && binds(node.comprehension(), variable)) {
        return new TreeMap<>();
      }
      selection(node)
          .filter(selection -> isVariable(selection.operand(), variable))
          .ifPresent(
              selection ->
                  found.put(
                      positions.getOrDefault(
                          selection.operand().id(), positions.getOrDefault(node.id(), 0)),
                      selection.key()));
    }
    return found;
  }

  private record Selection(CelExpr operand, String key) {}

  private static Optional<Selection> selection(CelExpr node) {
    if (node.getKind() == CelExpr.ExprKind.Kind.SELECT) {
      return Optional.of(new Selection(node.select().operand(), node.select().field()));
    }
    if (node.getKind() != CelExpr.ExprKind.Kind.CALL) {
      return Optional.empty();
    }
    CelCall call = node.call();
    return call.function().equals("_[_]") && isText(call.args().get(1))
        ? Optional.of(
            new Selection(call.args().get(0), call.args().get(1).constant().stringValue()))
        : Optional.empty();
  }

  private static boolean isVariable(CelExpr expr, String name) {
    return expr.getKind() == CelExpr.ExprKind.Kind.IDENT && expr.ident().name().equals(name);
  }

  private static boolean isText(CelExpr expr) {
    return expr.getKind() == CelExpr.ExprKind.Kind.CONSTANT
        && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE;
  }

  private static boolean binds(CelComprehension loop, String name) {
    return loop.iterVar().equals(name)
        || loop.iterVar2().equals(name)
        || loop.accuVar().equals(name);
  }
}
