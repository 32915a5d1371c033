package dev.hindcast.policy.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.RandomPolicies;
import dev.hindcast.policy.TestBundles;
import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.CanonicalJson;
import dev.hindcast.policy.action.HistoryItem;
import dev.hindcast.policy.action.WorkflowInfo;
import dev.hindcast.policy.diff.ShardAccumulator;
import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.engine.EvaluationInput;
import dev.hindcast.policy.engine.NotReplayableReason;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** A candidate of a pass is judged as if it were alone. */
class PassJudgeTest {

  @Provide
  Arbitrary<String> conditions() {
    return RandomPolicies.conditions();
  }

  @Provide
  Arbitrary<List<EvaluationInput>> inputs() {
    return RandomPolicies.inputs().list().ofSize(20);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, tries = 15)
  void everyVerdictAndSumIsThatOfTheCandidateAlone(
      @ForAll("conditions") String first,
      @ForAll("conditions") String second,
      @ForAll("inputs") @Size(20) List<EvaluationInput> inputs) {
    var baseline = bundle("a", rule("one", first));
    var candidates =
        List.of(
            bundle("a", rule("two", second)),
            bundle("a", rule("one", first), rule("two", second)),
            bundle("b", rule("two", second), rule("one", first)),
            baseline);
    var pass = new PassJudge(baseline, candidates);
    var sums = Stream.generate(ShardAccumulator::new).limit(candidates.size()).toList();
    var expected = Stream.generate(ShardAccumulator::new).limit(candidates.size()).toList();
    for (var input : inputs) {
      var verdicts = pass.judge(input, sums::get);
      for (int i = 0; i < verdicts.length; i++) {
        var alone = new Judge(baseline, candidates.get(i)).judge(input, expected.get(i));
        assertThat(verdicts[i]).as("%s%n%s%n%s", first, second, input).isEqualTo(alone);
        sums.get(i).add(input.action(), verdicts[i]);
        expected.get(i).add(input.action(), alone);
      }
    }
    for (int i = 0; i < candidates.size(); i++) {
      assertThat(sums.get(i).summary()).isEqualTo(expected.get(i).summary());
    }
  }

  private static String rule(String id, String condition) {
    return "{ id: %s, effect: warn, onError: skip, when: %s, message: 'params.k + string(args.b)' }"
        .formatted(id, CanonicalJson.write(condition));
  }

  private static CompiledBundle bundle(String k, String... rules) {
    return TestBundles.rules("params: { k: " + k + " }", rules);
  }

  @Example
  void whatOneCandidateLookedAtDoesNotCountForTheNext() {
    var looks =
        "{ id: looks, match: { tools: [pay] }, effect: deny, when: \"history.exists(h, h.args == {})\" }";
    var reader = TestBundles.rules("", looks);
    var plain = TestBundles.rules("", new String[0]);
    var input =
        new EvaluationInput(
            Action.builder("pay").args(Map.of()).build(),
            WorkflowInfo.of("w"),
            List.of(HistoryItem.of(Action.builder("pay").args(null).build(), null, null)));

    // The second reader gets the first one's outcome, and with it what that outcome rests on.
    assertThat(
            new PassJudge(plain, List.of(reader, plain, reader))
                .judge(input, _ -> SideErrors.IGNORED))
        .satisfiesExactly(
            verdict -> assertThat(verdict).isEqualTo(unrecorded()),
            verdict -> assertThat(verdict).isInstanceOf(Verdict.Unchanged.class),
            verdict -> assertThat(verdict).isEqualTo(unrecorded()));
    assertThat(new PassJudge(reader, List.of(plain, reader)).judge(input, _ -> SideErrors.IGNORED))
        .containsOnly(unrecorded());
  }

  private static Verdict unrecorded() {
    return new Verdict.NotReplayable(NotReplayableReason.ARGUMENTS_NOT_RECORDED);
  }
}
