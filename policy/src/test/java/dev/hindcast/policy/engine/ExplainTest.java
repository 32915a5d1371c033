package dev.hindcast.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.TestBundles;
import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.JsonValues;
import dev.hindcast.policy.decision.Effect;
import dev.hindcast.policy.engine.Explanation.RuleTrace;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplainTest {

  @Test
  void everyRuleThatCouldMatchAndWhatItSaw() {
    CompiledBundle bundle =
        TestBundles.rules(
            "params: { limit: 5 }",
            "{ id: other, match: { tools: [x] }, effect: deny }",
            "{ id: over, effect: deny, when: args.amount > params.limit && !has(args.ok) }",
            "{ id: nested, effect: warn, when: \"args.items[0].price > 1 && action.agent == 'a'\" }",
            "{ id: broken, effect: warn, onError: skip, when: context.role == 'x' }",
            "{ id: repeated, effect: deny, when: history.size() > 2 }");
    Action action =
        Action.builder("pay")
            .agent("a")
            .args(JsonValues.parseObject("{\"amount\": 3, \"items\": [{\"price\": 2}]}"))
            .build();

    Explanation explanation = bundle.explain(EvaluationInput.of(action));

    assertThat(explanation.decision()).isEqualTo(bundle.decide(EvaluationInput.of(action)));
    assertThat(explanation.decision().ruleId()).isEqualTo("nested");
    assertThat(explanation.rules())
        .containsExactly(
            new RuleTrace(
                "over",
                Effect.DENY,
                RuleOutcome.NOT_MATCHED,
                Map.of("args.amount", 3L, "params.limit", 5L)),
            new RuleTrace(
                "nested",
                Effect.WARN,
                RuleOutcome.MATCHED,
                Map.of("args.items", action.args().get("items"), "action.agent", "a")),
            new RuleTrace(
                "broken",
                Effect.WARN,
                new RuleOutcome.Failed("key 'role' is not present in map."),
                Map.of()),
            new RuleTrace(
                "repeated", Effect.DENY, RuleOutcome.NOT_MATCHED, Map.of("history.size()", 0L)));
  }
}
