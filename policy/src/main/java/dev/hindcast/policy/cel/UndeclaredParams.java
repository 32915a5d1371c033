package dev.hindcast.policy.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelComprehension;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds {@code params.x} and {@code params['x']} where the bundle declares no such param. */
final class UndeclaredParams {
  private final CelAbstractSyntaxTree ast;
  private final Set<String> declared;
  private final SortedMap<Integer, String> found = new TreeMap<>();

  private UndeclaredParams(CelAbstractSyntaxTree ast, Set<String> declared) {
    this.ast = ast;
    this.declared = declared;
  }

  /** Names by their code point offset in the expression. */
  static SortedMap<Integer, String> find(CelAbstractSyntaxTree ast, Set<String> declared) {
    var search = new UndeclaredParams(ast, declared);
    search.walk(ast.getExpr());
    return search.found;
  }

  private void walk(CelExpr expr) {
    switch (expr.getKind()) {
      case SELECT -> check(expr.select().operand(), expr.select().field(), expr);
      case CALL -> {
        List<CelExpr> args = expr.call().args();
        if (args.size() == 2
            && args.get(1).getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && args.get(1).constant().getKind() == CelConstant.Kind.STRING_VALUE
            && expr.call().function().equals("_[_]")) {
          check(args.get(0), args.get(1).constant().stringValue(), expr);
        }
      }
      case CONSTANT, IDENT, LIST, MAP, STRUCT, COMPREHENSION, NOT_SET -> {}
    }
    children(expr).forEach(this::walk);
  }

  private void check(CelExpr operand, String name, CelExpr at) {
    if (operand.getKind() == CelExpr.ExprKind.Kind.IDENT
        && operand.ident().name().equals(CelTypes.PARAMS)
        && !declared.contains(name)) {
      var positions = ast.getSource().getPositionsMap();
      Integer offset = positions.get(operand.id());
      found.put(offset == null ? positions.getOrDefault(at.id(), 0) : offset, name);
    }
  }

  private static List<CelExpr> children(CelExpr expr) {
    List<CelExpr> children = new ArrayList<>();
    switch (expr.getKind()) {
      case SELECT -> children.add(expr.select().operand());
      case CALL -> {
        expr.call().target().ifPresent(children::add);
        children.addAll(expr.call().args());
      }
      case LIST -> children.addAll(expr.list().elements());
      case MAP ->
          expr.map()
              .entries()
              .forEach(
                  entry -> {
                    children.add(entry.key());
                    children.add(entry.value());
                  });
      case STRUCT -> expr.struct().entries().forEach(entry -> children.add(entry.value()));
      case COMPREHENSION -> {
        CelComprehension loop = expr.comprehension();
        children.add(loop.iterRange());
        // A loop variable of that name hides the params.
        if (!loop.iterVar().equals(CelTypes.PARAMS) && !loop.accuVar().equals(CelTypes.PARAMS)) {
          children.addAll(
              List.of(loop.accuInit(), loop.loopCondition(), loop.loopStep(), loop.result()));
        }
      }
      case CONSTANT, IDENT, NOT_SET -> {}
    }
    return children;
  }
}
