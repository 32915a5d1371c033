package dev.hindcast.policy.reads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.RandomPolicies;
import dev.hindcast.policy.TestBundles;
import dev.hindcast.policy.action.CanonicalJson;
import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.engine.EvaluationInput;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/**
 * What the analysis leaves out cannot matter: judging a projected input gives the same decision,
 * edits and errors.
 */
class ProjectionTest {

  @Provide
  Arbitrary<String> conditions() {
    return RandomPolicies.conditions();
  }

  @Provide
  Arbitrary<List<EvaluationInput>> inputs() {
    return RandomPolicies.inputs().list().ofSize(20);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void projectedInputsAreJudgedAlike(
      @ForAll("conditions") String first,
      @ForAll("conditions") String second,
      @ForAll("inputs") @Size(20) List<EvaluationInput> inputs) {
    CompiledBundle bundle =
        TestBundles.rules(
            "params: { k: a }",
            "{ id: one, effect: deny, when: %s, message: 'action.tool + string(args.b)' }"
                .formatted(CanonicalJson.write(first)),
            "{ id: two, effect: modify, match: { agents: [x] }, onError: skip, when: %s, modify: [ { path: args.c, set: 7 } ] }"
                .formatted(CanonicalJson.write(second)));
    Reads reads = bundle.reads();

    for (EvaluationInput input : inputs) {
      EvaluationInput projected =
          new EvaluationInput(
              reads.project(input.action()),
              reads.project(input.workflow()),
              reads.project(input.history()));
      assertThat(bundle.decide(projected))
          .as("%s%n%s%n%s%n%s", first, second, reads, input)
          .isEqualTo(bundle.decide(input));
    }
  }
}
