package dev.hindcast.policy.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.CelKind;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.hindcast.policy.RandomPolicies;
import dev.hindcast.policy.engine.Evaluation;
import dev.hindcast.policy.engine.EvaluationInput;
import dev.hindcast.policy.engine.RuleOutcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Taking a condition apart, and looking for keys beforehand, never changes what CEL would have
 * said.
 */
class ConditionTest {

  private static final ObjectValue PARAMS = new ObjectValue(Map.of("k", "a"));

  @Provide
  Arbitrary<String> conditions() {
    return RandomPolicies.conditions();
  }

  @Provide
  Arbitrary<List<EvaluationInput>> inputs() {
    return RandomPolicies.inputs().list().ofSize(20);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void asTheWholeProgram(
      @ForAll("conditions") String text, @ForAll("inputs") List<EvaluationInput> inputs)
      throws CelEvaluationException {
    CelEnvironment environment = CelEnvironment.RULES;
    CelAbstractSyntaxTree ast = environment.check(text, Set.of(CelKind.BOOL)).ast().orElseThrow();
    Condition condition = ConditionPlanner.plan(environment, ast);
    CelRuntime.Program program = environment.program(ast);

    for (EvaluationInput input : inputs) {
      assertThat(kind(condition.evaluate(CelActivation.of(new Evaluation(input), PARAMS))))
          .as("%s%n%s", text, input)
          .isEqualTo(whole(program, input));
    }
  }

  private static String whole(CelRuntime.Program program, EvaluationInput input) {
    try {
      Object value = program.eval(CelActivation.of(new Evaluation(input), PARAMS));
      return value instanceof Boolean ? value.toString() : "failed";
    } catch (CelEvaluationException e) {
      return "failed";
    }
  }

  private static String kind(RuleOutcome outcome) {
    return switch (outcome) {
      case RuleOutcome.Matched _ -> "true";
      case RuleOutcome.NotMatched _ -> "false";
      case RuleOutcome.Failed _ -> "failed";
    };
  }
}
