package dev.hindcast.policy.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.TestBundles;
import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.HistoryItem;
import dev.hindcast.policy.action.JsonValues;
import dev.hindcast.policy.action.WorkflowInfo;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.decision.Effect;
import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.engine.EvaluationInput;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What conditions mean: JSON as CEL sees it, errors, bounds. */
class CelSemanticsTest {

  private static final String ARGS =
      """
      {"amount": 600, "ratio": 0.5, "whole": 1.0, "none": null, "text": "Hello", "big": 12345678901234567890,
       "items": [{"price": 3, "tags": ["a", "b"]}, {"price": 4.5, "tags": []}], "nested": {"a": {"b": 7}}}
      """;

  private static final List<HistoryItem> HISTORY =
      List.of(
          item(0, "search", "{\"q\": \"shoes\", \"page\": 1}", null),
          item(1, "pay", "{\"amount\": 600.0}", "refused"));

  private static HistoryItem item(int step, String tool, String args, String error) {
    return new HistoryItem(
        step,
        Instant.parse("2026-03-01T09:00:00Z"),
        "agent",
        "execute_tool",
        tool,
        JsonValues.parseObject(args),
        Map.of("role", "support"),
        JsonValues.parse("{\"ok\": true}"),
        error);
  }

  private static Decision decide(String when) {
    CompiledBundle bundle =
        TestBundles.rules(
            "params: { limit: 500, names: [a, b], factor: 1.5 }",
            "{ id: r, effect: warn, when: " + JsonText.quote(when) + " }");
    Action action =
        Action.builder("pay")
            .id(42)
            .workflow("w1", 2)
            .time(Instant.parse("2026-03-01T09:30:00Z"))
            .agent("billing")
            .model("m-1")
            .tenant("acme")
            .args(JsonValues.parseObject(ARGS))
            .context(JsonValues.parseObject("{\"user_role\": \"support\", \"hour\": 9}"))
            .build();
    return bundle.decide(
        new EvaluationInput(action, new WorkflowInfo("w1", Map.of("region", "eu")), HISTORY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "args.amount > 100",
        "args.amount == 600.0",
        "args.ratio < 1",
        "args.whole == 1",
        "args.amount > params.limit",
        "args.amount * 2 == 1200",
        "double(args.amount) * params.factor > 899.5",
        "args.big > 9223372036854775807.0",
        "args.none == null",
        "args['none'] == null",
        "has(args.none)",
        "!has(args.missing)",
        "'amount' in args",
        "!('missing' in args)",
        "args.?missing.orValue(1) == 1",
        "args.?nested.?a.?b.orValue(0) == 7",
        "args[?'amount'].hasValue()",
        "type(args.amount) == int && type(args.ratio) == double && type(args) == map",
        "args.text.lowerAscii() == 'hello' && args.text.size() == 5",
        "args.items.exists(i, i.price > 4)",
        "args.items.all(i, i.price > 2)",
        "args.items.map(i, i.price) == [3.0, 4.5]",
        "args.items.filter(i, 'a' in i.tags).size() == 1",
        "args.items[0].price == 3",
        "args.items == [{'price': 3, 'tags': ['a', 'b']}, {'price': 4.5, 'tags': []}]",
        "{'price': 3.0, 'tags': ['a', 'b']} in args.items",
        "args.exists(k, k == 'amount')",
        "args.exists(k, v, k == 'amount' && v == 600)",
        "args.nested == {'a': {'b': 7}}",
        "action.id == 42 && action.step == 2 && action.tool == 'pay' && action.tenant == 'acme'",
        "action.agent == 'billing' && action.model == 'm-1' && action.operation == 'execute_tool'",
        "action.time == timestamp('2026-03-01T09:30:00Z')",
        "action.time - timestamp('2026-03-01T09:00:00Z') == duration('30m')",
        "action.time.getHours() == 9 && action.time.getHours('Europe/Berlin') == 10",
        "action.time > history[0].time",
        "workflow.id == 'w1' && workflow.attributes.region == 'eu'",
        "context.user_role != 'admin' && context.hour == 9",
        "history.size() == 2",
        "history.exists(h, h.error != null) && history.exists_one(h, h.error == null)",
        "history[0].args.q == 'shoes' && history[0].args['page'] == 1.0",
        "history[1].args == {'amount': 600}",
        "history.filter(h, h.tool == action.tool && h.args.amount == args.amount).size() == 1",
        "history.map(h, h.tool) == ['search', 'pay']",
        "history.all(h, h.result.ok && h.context.role == 'support')",
        "history[history.size() - 1].step == 1",
        "!has(history[0].error) && has(history[1].error)",
        "sets.contains(params.names, ['a'])",
        "math.greatest(args.amount, 5) == 600",
        "args.text.matches('^H.l+o$') && !args.text.matches('^x')",
        "regex.extract(args.text, 'H(.)') == optional.of('e')",
        "[3, 1, 2].sort() == [1, 2, 3] && [[1], [2]].flatten() == [1, 2]",
        "base64.encode(b'x') == 'eA=='",
        "cel.bind(x, args.amount, x > 1 && x < 1000)",
        "args.missing == 1 || args.amount == 600",
        "!(args.missing == 1 && args.amount == 1)",
        "true || args.items[7].price > 0",
        "(args.amount > 1 ? args.ratio : args.missing) == 0.5",
      })
  void isTrue(String when) {
    Decision decision = decide(when);

    assertThat(decision.error()).as(when).isEmpty();
    assertThat(decision.effect()).as(when).isEqualTo(Effect.WARN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "args.missing == 1",
        "args.missing == 1 && args.amount == 600",
        "args.missing == 1 || args.amount == 1",
        "!(args.missing == 1)",
        "args.nested.x.y == 1",
        "args.text > 5",
        "args.text.foo == 1",
        "args.amount",
        "args.items[7].price > 0",
        "context['nobody'] == 'x'",
        "args.none > 1",
        "1 / (args.amount - 600) > 0",
        "args.text.matches(args.text + '(')",
      })
  void isAnErrorAndDenies(String when) {
    Decision decision = decide(when);

    assertThat(decision.effect()).isEqualTo(Effect.DENY);
    assertThat(decision.reason()).isEqualTo(Decision.EVALUATION_ERROR);
    assertThat(decision.ruleId()).isEqualTo("r");
    assertThat(decision.error().orElseThrow().message()).isNotBlank().hasSizeLessThan(310);
  }

  @Test
  void aMissingKeyIsNamed() {
    assertThat(decide("args.missing == 1").message())
        .isEqualTo("key 'missing' is not present in map.");
    assertThat(decide("args.items.exists(i, i.colour == 'red')").message())
        .isEqualTo("key 'colour' is not present in map.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int(args.text) == 1",
        "double(args.text) == 1.0",
        "timestamp(args.text) == action.time",
        "duration(args.text) == duration('1s')",
        "args[args.text] == 1",
        "params.names[args.text] == 1",
        "{'a': 1}[args.text] == 1",
        "args.text > 5",
        "args.text.matches(args.text + '(')",
        "args.text.foo == 1",
        "base64.decode(args.text + '!') == b'x'",
        "args.text.charAt(99) == 'x'",
        "args.items[args.amount].price == 1",
      })
  void anErrorNeverQuotesWhatIsRecorded(String when) {
    assertThat(decide(when).error().orElseThrow().message())
        .doesNotContain("Hello")
        .doesNotContain("600")
        .isNotBlank();
  }

  @Test
  void anErrorTellsItsClass() {
    assertThat(decide("int(args.text) == 1").message()).contains("bad conversion");
    assertThat(decide("1 / (args.amount - 600) > 0").message()).isEqualTo("division by zero");
    assertThat(decide("args.text > 5").message()).contains("no matching overload");
    assertThat(decide("args.items[7].price > 0").message()).isEqualTo("index out of bounds");
  }

  @Test
  void tooManyStepsAreAnErrorNotAHang() {
    String range = "[0,1,2,3,4,5,6,7,8,9]";
    Decision decision =
        decide(
            "%s.all(a, %s.all(b, %s.all(c, %s.all(d, %s.all(e, a + b + c + d + e >= 0)))))"
                .formatted(range, range, range, range, range));

    assertThat(decision.reason()).isEqualTo(Decision.EVALUATION_ERROR);
    assertThat(decision.message()).contains("50000");
  }

  @Test
  void aPatternMadeOfArgumentsIsBounded() {
    assertThat(decide("args.text.matches('((a{100}){100}){100}' + args.text)").reason())
        .isEqualTo(Decision.EVALUATION_ERROR);
  }

  @Test
  void anErrorWithSkipIsNoMatch() {
    CompiledBundle bundle =
        TestBundles.rules("", "{ id: r, effect: deny, onError: skip, when: args.missing == 1 }");

    assertThat(bundle.decide(EvaluationInput.of(Action.builder("t").build())).effect())
        .isEqualTo(Effect.ALLOW);
  }

  @Test
  void aMessageThatFailsIsEmptyAndChangesNothing() {
    CompiledBundle bundle = TestBundles.rules("", "{ id: r, effect: warn, message: args.missing }");

    Decision decision = bundle.decide(EvaluationInput.of(Action.builder("t").build()));
    assertThat(decision).isEqualTo(Decision.byRule(Effect.WARN, "r", "", ""));
  }
}
