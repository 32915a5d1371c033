package dev.hindcast.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.TestBundles;
import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.HistoryItem;
import dev.hindcast.policy.action.WorkflowInfo;
import dev.hindcast.policy.decision.ArgumentEdit;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.decision.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CombinerTest {

  private static final String PRIORITY = "combining: priority";

  private static final EvaluationInput INPUT =
      EvaluationInput.of(Action.builder("t").args(Map.of("a", 1L, "b", 2L, "c", 3L)).build());

  @Test
  void modificationsOfLowerPrioritiesAreNotApplied() {
    Decision decision =
        TestBundles.rules(
                PRIORITY,
                "{ id: low, priority: 1, effect: modify, modify: [{ path: args.b, set: 9 }] }",
                "{ id: high, priority: 2, effect: modify, modify: [{ path: args.a, set: 7 }] }",
                "{ id: same, priority: 2, effect: modify, modify: [{ path: args.c, set: 8 }] }")
            .decide(INPUT);

    assertThat(decision.ruleId()).isEqualTo("high");
    assertThat(decision.edits())
        .extracting(ArgumentEdit::path)
        .containsExactlyInAnyOrder("args.a", "args.c");
  }

  @Test
  void lowerPrioritiesAreNotEvaluated() {
    CompiledBundle bundle =
        TestBundles.rules(
            PRIORITY,
            "{ id: high, priority: 2, effect: allow }",
            "{ id: broken, priority: 1, effect: deny, onError: skip, when: args.missing == 1 }",
            "{ id: past, priority: 1, effect: deny, when: \"history[0].args.x == 1\" }");
    HistoryItem unrecorded = HistoryItem.of(Action.builder("t").args(null).build(), null, null);
    var evaluation =
        new Evaluation(
            new EvaluationInput(INPUT.action(), WorkflowInfo.of("w"), List.of(unrecorded)));
    List<String> skipped = new ArrayList<>();

    Decision decision = bundle.decide(evaluation, (rule, _) -> skipped.add(rule));

    assertThat(decision).isEqualTo(Decision.byRule(Effect.ALLOW, "high", "", ""));
    assertThat(skipped).isEmpty();
    assertThat(evaluation.unknownRead()).isEmpty();
  }

  @Test
  void anErrorDeniesWithinItsPriority() {
    Decision decision =
        TestBundles.rules(
                PRIORITY,
                "{ id: high, priority: 2, effect: allow }",
                "{ id: broken, priority: 2, effect: warn, when: args.missing == 1 }")
            .decide(INPUT);

    assertThat(decision.effect()).isEqualTo(Effect.DENY);
    assertThat(decision.ruleId()).isEqualTo("broken");
  }
}
