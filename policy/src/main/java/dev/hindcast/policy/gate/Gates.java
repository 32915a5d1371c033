package dev.hindcast.policy.gate;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.cel.CompiledPredicate;
import dev.hindcast.policy.cel.ExpressionIssue;
import dev.hindcast.policy.diff.ShardSummary;
import java.util.List;
import java.util.Optional;

/**
 * Compiles gates: CEL over one variable, {@code diff}, such as {@code diff.newly_denied <= 5 &&
 * diff.coverage > 0.99}.
 */
public final class Gates {

  private static final CompiledPredicate.Compiler COMPILER =
      CompiledPredicate.compiler(
          "diff", DiffFacts.of(ShardSummary.empty(), 0, new DiffFacts.Touched(0, 0, 0, 0)));

  private Gates() {}

  /** The gate, or what is wrong with it; one of the two is empty. */
  public record Result(Optional<Gate> gate, List<ExpressionIssue> issues) {
    public Result {
      requireNonNull(gate, "gate");
      issues = List.copyOf(issues);
    }
  }

  public static Result compile(String name, String expression) {
    CompiledPredicate.Result result = COMPILER.compile(expression);
    return new Result(
        result.predicate().map(predicate -> new Gate(name, expression, predicate)),
        result.issues());
  }
}
