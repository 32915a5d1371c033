package dev.hindcast.policy.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.TestBundles;
import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.HistoryItem;
import dev.hindcast.policy.action.JsonValues;
import dev.hindcast.policy.action.WorkflowInfo;
import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.engine.EvaluationInput;
import dev.hindcast.policy.engine.NotReplayableReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {

  private static final CompiledBundle ALLOW = TestBundles.rules("", new String[0]);

  private static final CompiledBundle RULES =
      TestBundles.rules(
          "",
          "{ id: amount, match: { tools: [pay] }, effect: deny, when: args.order.amount > 5 }",
          "{ id: role, match: { tools: [look], agents: [a] }, effect: warn, when: context.role == 'x', onError: skip }",
          "{ id: cut, match: { tools: [mail] }, effect: modify, modify: [ { path: args.body, drop: true } ] }",
          "{ id: when, match: { tools: [when] }, effect: deny, when: \"action.time.getHours() == 5 && workflow.id == 'x'\" }",
          "{ id: again, match: { tools: [again] }, effect: deny, when: \"history.exists(h, h.tool == 'again' && h.args == {})\" }");

  private static Verdict judge(Action action) {
    return new Judge(ALLOW, RULES).judge(EvaluationInput.of(action));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          pay,   b, -,    '',                 ARGUMENTS_NOT_RECORDED
          other, b, -,    '',                 -
          look,  b, -,    '',                 -
          mail,  b, -,    '',                 ARGUMENTS_NOT_RECORDED
          '',    b, {},   '',                 UNKNOWN_TOOL
          pay,   b, {},   args.order,         FIELD_ERASED
          pay,   b, {},   args.order.amount.value, FIELD_ERASED
          pay,   b, {},   args,               FIELD_ERASED
          pay,   b, {},   args.note,          -
          pay,   b, {},   args.order.note,    -
          pay,   b, {},   context.role,       -
          look,  a, {},   context.role,       FIELD_ERASED
          look,  b, {},   context.role,       -
          look,  b, {},   agent,              FIELD_ERASED
          pay,   b, {},   agent,              -
          pay,   b, {},   '!!',               FIELD_ERASED
          other, b, {},   args,               -
          mail,  b, {},   args.body,          FIELD_ERASED
          '',    b, {},   tool,               FIELD_ERASED
          other, b, {},   tool,               FIELD_ERASED
          when,  b, {},   occurred_at,        FIELD_ERASED
          when,  b, {},   workflow_id,        FIELD_ERASED
          when,  b, {},   agent,              -
          """)
  void honesty(
      String tool, String agent, String args, String erased, NotReplayableReason expected) {
    Verdict verdict =
        judge(
            Action.builder(tool)
                .agent(agent)
                .args(args == null ? null : Map.of("order", Map.of("amount", 1L), "body", "x"))
                .erased(erased.isEmpty() ? List.of() : List.of(erased))
                .build());

    if (expected == null) {
      assertThat(verdict).isInstanceOf(Verdict.Unchanged.class);
    } else {
      assertThat(verdict).isEqualTo(new Verdict.NotReplayable(expected));
    }
  }

  @Test
  void aCatalogueOfToolsMakesOthersUnknown() {
    CompiledBundle catalogue = TestBundles.rules("tools: [pay, \"look*\"]", new String[0]);
    var judge = new Judge(catalogue, ALLOW);

    assertThat(judge.judge(EvaluationInput.of(Action.builder("lookup").build())))
        .isInstanceOf(Verdict.Unchanged.class);
    assertThat(judge.judge(EvaluationInput.of(Action.builder("mail").build())))
        .isEqualTo(new Verdict.NotReplayable(NotReplayableReason.UNKNOWN_TOOL));
  }

  private static EvaluationInput again(HistoryItem... history) {
    return new EvaluationInput(
        Action.builder("again").build(), WorkflowInfo.of("w"), List.of(history));
  }

  @Test
  void unrecordedArgumentsOfTheHistoryCountOnlyIfLookedAt() {
    HistoryItem unrecorded = HistoryItem.of(Action.builder("again").args(null).build(), null, null);
    HistoryItem other = HistoryItem.of(Action.builder("other").args(null).build(), null, null);
    var judge = new Judge(ALLOW, RULES);

    assertThat(judge.judge(again(unrecorded)))
        .isEqualTo(new Verdict.NotReplayable(NotReplayableReason.ARGUMENTS_NOT_RECORDED));
    assertThat(judge.judge(again(other))).isInstanceOf(Verdict.Unchanged.class);
  }

  @Test
  void anErasedToolMattersOnlyToRules() {
    Action erased = Action.builder("").erased(List.of("tool")).build();

    assertThat(new Judge(ALLOW, ALLOW).judge(EvaluationInput.of(erased)))
        .isInstanceOf(Verdict.Unchanged.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          history[0].args.body == 'x'             | args.body         | true
          has(history[0].args.body)               | args.body         | true
          'body' in history[0].args               | args.body         | true
          history[0].args == {}                   | args.body         | true
          history[0].args.exists(k, k == 'body')  | args.body         | true
          history[0].args.size() == 9             | args.body         | true
          history[0] == history[1]                | args.body         | true
          history[0].args.order.amount > 5        | args.order.amount | true
          history[0].args.order.amount > 5        | args.order        | true
          history[0].args.order.amount > 5        | args              | true
          history[0].args.order.amount > 5        | '!!'              | true
          history[0].args.order.amount > 5        | args.order.note   | false
          history[0].args.order.amount > 5        | args.body         | false
          history[0].args.items[0].price > 5      | args.items[*].price | true
          history[0].args.items[0].price > 5      | args.items[*].note | false
          history[0].args == null                 | args.body         | false
          history[0].context.role == 'x'          | context.role      | true
          history[0].context.role == 'x'          | args              | false
          history[0].result == 1                  | result            | true
          history[0].error == 'x'                 | error             | true
          history[0].tool == 'x'                  | tool              | true
          history[0].time > action.time           | occurred_at       | true
          history.size() > 5                      | args              | false
          action.tool == 'x' && history[0].args.body == 'x' | args.body | false
          """)
  void whatWasErasedOfTheHistoryCountsOnlyIfLookedAt(String when, String erased, boolean counts) {
    CompiledBundle bundle =
        TestBundles.rules("", "{ id: r, effect: deny, when: \"%s\" }".formatted(when));
    Action earlier =
        Action.builder("t")
            .args(
                JsonValues.parseObject("{\"order\": {\"amount\": 1}, \"items\": [{\"price\": 1}]}"))
            .context(Map.of("role", "y"))
            .erased(List.of(erased))
            .build();

    HistoryItem item = HistoryItem.of(earlier, null, null);
    HistoryItem next = HistoryItem.of(earlier, null, null);

    Verdict verdict = new Judge(ALLOW, bundle).judge(again(item, next));

    if (counts) {
      assertThat(verdict).isEqualTo(new Verdict.NotReplayable(NotReplayableReason.FIELD_ERASED));
    } else {
      assertThat(verdict).isNotInstanceOf(Verdict.NotReplayable.class);
    }
  }

  @Test
  void theCausingRuleIsTheOneThatMadeTheDifference() {
    Action pay =
        Action.builder("pay").args(JsonValues.parseObject("{\"order\": {\"amount\": 9}}")).build();

    assertThat(judge(pay))
        .isInstanceOfSatisfying(
            Verdict.Changed.class,
            change -> {
              assertThat(change.kind()).isEqualTo(ChangeKind.NEWLY_DENIED);
              assertThat(change.causingSide()).isEqualTo(Side.CANDIDATE);
              assertThat(change.causingRule()).isEqualTo("amount");
              assertThat(change.lost()).isTrue();
            });
    assertThat(new Judge(RULES, ALLOW).judge(EvaluationInput.of(pay)))
        .isInstanceOfSatisfying(
            Verdict.Changed.class,
            change -> {
              assertThat(change.kind()).isEqualTo(ChangeKind.NEWLY_ALLOWED);
              assertThat(change.causingSide()).isEqualTo(Side.BASELINE);
              assertThat(change.causingRule()).isEqualTo("amount");
            });
  }

  @Test
  void skippedErrorsAreToldForBothSidesEvenOfASharedRule() {
    List<String> told = new ArrayList<>();

    Verdict verdict =
        new Judge(RULES, RULES)
            .judge(
                EvaluationInput.of(Action.builder("look").agent("a").build()),
                (side, rule, message) -> told.add(side + " " + rule + ": " + message));

    assertThat(verdict).isInstanceOf(Verdict.Unchanged.class);
    assertThat(told)
        .containsExactly(
            "BASELINE role: key 'role' is not present in map.",
            "CANDIDATE role: key 'role' is not present in map.");
  }

  @Test
  void sharedRulesWithOtherParamsAreNotShared() {
    String rule = "{ id: r, effect: deny, when: args.n > params.limit }";
    CompiledBundle five = TestBundles.rules("params: { limit: 5, unused: 1 }", rule);
    CompiledBundle six = TestBundles.rules("params: { limit: 6, unused: 1 }", rule);
    CompiledBundle again = TestBundles.rules("params: { limit: 5, unused: 2 }", rule);
    EvaluationInput input = EvaluationInput.of(Action.builder("t").args(Map.of("n", 6L)).build());

    assertThat(new Judge(five, six).judge(input)).isInstanceOf(Verdict.Changed.class);
    assertThat(new Judge(five, again).judge(input)).isInstanceOf(Verdict.Unchanged.class);
    assertThat(five.fingerprints()).isEqualTo(again.fingerprints());
    assertThat(five.fingerprints()).isNotEqualTo(six.fingerprints());
  }
}
