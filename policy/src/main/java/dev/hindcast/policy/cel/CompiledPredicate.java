package dev.hindcast.policy.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A condition over one variable whose keys are known beforehand. Thread-safe. */
public final class CompiledPredicate {
  private final String variable;
  private final CelRuntime.Program program;
  private final Set<String> keys;
  private final EvaluationErrors errors;

  private CompiledPredicate(
      String variable, CelRuntime.Program program, Set<String> keys, EvaluationErrors errors) {
    this.variable = variable;
    this.program = program;
    this.keys = keys;
    this.errors = errors;
  }

  /** What a condition comes to. */
  public sealed interface Value {
    record True() implements Value {}

    record False() implements Value {}

    record Failed(String message) implements Value {}
  }

  /** The predicate, or what is wrong with it. */
  public record Result(Optional<CompiledPredicate> predicate, List<ExpressionIssue> issues) {
    public Result {
      issues = List.copyOf(issues);
    }
  }

  /**
   * @param shape an example of the variable's value; no other keys may be selected
   */
  public static Compiler compiler(String variable, Map<String, Object> shape) {
    return new Compiler(variable, shape);
  }

  /** Compiles conditions over the same variable. Thread-safe. */
  public static final class Compiler {
    private final String variable;
    private final Map<String, Object> shape;
    private final CelEnvironment environment;

    private Compiler(String variable, Map<String, Object> shape) {
      this.variable = variable;
      this.shape = Map.copyOf(shape);
      this.environment =
          new CelEnvironment(Map.of(variable, MapType.create(SimpleType.STRING, SimpleType.DYN)));
    }

    public Result compile(String expression) {
      CelEnvironment.Checked checked = environment.check(expression, Set.of(CelKind.BOOL));
      if (checked.ast().isEmpty()) {
        return new Result(Optional.empty(), checked.issues());
      }
      CelAbstractSyntaxTree ast = checked.ast().get();
      var selected = Selections.of(ast, variable);
      List<ExpressionIssue> issues = new ArrayList<>();
      selected.forEach(
          (offset, key) -> {
            if (!shape.containsKey(key)) {
              issues.add(new ExpressionIssue(offset, unknown(key)));
            }
          });
      if (!issues.isEmpty()) {
        return new Result(Optional.empty(), issues);
      }
      try {
        return new Result(
            Optional.of(
                new CompiledPredicate(
                    variable,
                    environment.program(ast),
                    Set.copyOf(selected.values()),
                    EvaluationErrors.of(ast))),
            List.of());
      } catch (CelEvaluationException e) {
        return new Result(
            Optional.empty(),
            List.of(new ExpressionIssue(0, "cannot be planned: " + e.getMessage())));
      }
    }

    private String unknown(String key) {
      return "'"
          + variable
          + "."
          + key
          + "' is unknown; known are "
          + String.join(", ", shape.keySet().stream().sorted().toList());
    }
  }

  public Value evaluate(Map<String, Object> value) {
    try {
      Object result = program.eval(Map.of(variable, new ObjectValue(value)));
      if (result instanceof Boolean truth) {
        return truth ? new Value.True() : new Value.False();
      }
      return new Value.Failed("the condition is neither true nor false");
    } catch (CelEvaluationException e) {
      return new Value.Failed(errors.message(e));
    } catch (RuntimeException | StackOverflowError e) {
      // A defect of the library or an input too deep for it fails the condition, not its caller.
      return new Value.Failed("internal error: " + e.getClass().getSimpleName());
    }
  }

  /** The part of the value that the expression names. */
  public Map<String, Object> selected(Map<String, Object> value) {
    Map<String, Object> part = new LinkedHashMap<>();
    for (String key : keys) {
      if (value.containsKey(key)) {
        part.put(key, value.get(key));
      }
    }
    return part;
  }
}
