package dev.hindcast.policy.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelErrorCode;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.runtime.CelEvaluationException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is told of the evaluation errors of one expression: their class, and words that the
 * expression itself contains. The library's own texts quote the values it met, and recorded values
 * must never get into results by way of an error. Thread-safe.
 */
final class EvaluationErrors {

  /** A longer key is told as any other error. */
  private static final int MAX_KEY_LENGTH = 200;

  private final Set<String> words;

  private EvaluationErrors(Set<String> words) {
    this.words = words;
  }

  static EvaluationErrors of(CelAbstractSyntaxTree ast) {
    return new EvaluationErrors(
        CelNavigableAst.fromAst(ast)
            .getRoot()
            .allNodes()
            .flatMap(node -> word(node.expr()))
            .filter(word -> word.length() <= MAX_KEY_LENGTH)
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static Stream<String> word(CelExpr expr) {
    if (expr.getKind() == CelExpr.ExprKind.Kind.SELECT) {
      return Stream.of(expr.select().field());
    }
    return expr.getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? Stream.of(expr.constant().stringValue())
        : Stream.empty();
  }

  String message(CelEvaluationException e) {
    String key = missingKey(e);
    return key == null ? told(e.getErrorCode()) : key;
  }

  /** A key can be a recorded value too: {@code params.limits[args.customer]}. */
  private @Nullable String missingKey(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof MissingKeyException missing) {
        return words.contains(missing.key()) ? MissingKeyException.message(missing.key()) : null;
      }
    }
    return null;
  }

  private static String told(CelErrorCode code) {
    return switch (code) {
      case ATTRIBUTE_NOT_FOUND -> "a key is not present in map.";
      case INDEX_OUT_OF_BOUNDS -> "index out of bounds";
      case DIVIDE_BY_ZERO -> "division by zero";
      case DUPLICATE_ATTRIBUTE -> "a key is given twice";
      case INVALID_ARGUMENT -> "an argument of a function is not valid";
      case OVERLOAD_NOT_FOUND ->
          "no matching overload: a value is of a type the operation cannot take";
      case AMBIGUOUS_OVERLOAD -> "more than one matching overload";
      case TYPE_NOT_FOUND -> "unknown type";
      case NUMERIC_OVERFLOW -> "numeric overflow";
      case ITERATION_BUDGET_EXCEEDED ->
          "limit exceeded: more than " + CelLimits.MAX_ITERATIONS + " iterations";
      case BAD_FORMAT -> "bad conversion: a value has not the format asked for";
      case INTERNAL_ERROR -> "internal error";
    };
  }
}
