package dev.hindcast.policy.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.TestBundles;
import dev.hindcast.policy.reads.ActionColumn;
import dev.hindcast.policy.reads.HistoryField;
import dev.hindcast.policy.reads.KeySet;
import dev.hindcast.policy.reads.Reads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadAnalysisTest {

  private static Reads reads(String when) {
    return TestBundles.rules(
            "params: { f: amount }", "{ id: r, effect: warn, when: " + JsonText.quote(when) + " }")
        .reads();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "args.amount > 1",
        "has(args.amount)",
        "args['amount'] == 1",
        "args.?amount.hasValue()",
        "args[?'amount'].orValue(1) == 1",
        "args.amount.currency == 'EUR'",
        "args.amount[0].x == 1",
        "args.amount.exists(a, a == 1)",
        "cel.bind(x, args, x.amount == 1)",
        "(context.c ? args : args).amount == 1",
        "size([args.amount]) == 1",
        "{'a': args.amount} == {'a': 1}",
        "[1].exists(args2, args2 == 1 && args.amount == 2)",
      })
  void oneKey(String when) {
    assertThat(reads(when).args()).isEqualTo(KeySet.of("amount"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "args.exists(k, k == 'x')",
        "'x' in args",
        "args == {}",
        "history.exists(h, h.args == args)",
        "args[params.f] == 1",
        "size(args) > 1",
        "type(args) == map",
        "[args].exists(a, a.x == 1)",
        "args.transformList(k, v, v).size() > 1",
      })
  void allKeys(String when) {
    assertThat(reads(when).args()).isEqualTo(KeySet.ALL);
  }

  @Test
  void aLoopVariableHidesTheArguments() {
    assertThat(reads("[{'x': 1}].exists(args, args.x == 1)").args()).isEqualTo(KeySet.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          history.size() > 1                                                            |
          size(history) > 1                                                             |
          history.exists(h, h.tool == 'x')                                              | TOOL
          history.filter(h, h.tool == action.tool).size() >= 2                          | TOOL
          history.filter(h, h.tool == 'x' && h.error == null).size() >= 2               | TOOL ERROR
          history.filter(h, h.tool == 'x')[0].step == 1                                 | TOOL STEP
          history.map(h, h.tool) == ['a']                                               | TOOL
          history[0].step == 1                                                          | STEP
          history.filter(h, h.tool == 'x').map(h, h.time).exists(t, t == action.time)   | TOOL TIME
          history.filter(h, h.tool == 'x').exists(h, h.agent == 'y')                    | TOOL AGENT
          (history + history).exists(h, h.operation == 'y')                             | OPERATION
          cel.bind(last, history[history.size() - 1], last.result == 1)                 | RESULT
          history.exists(i, h, i > 0 && h.tool == 'x')                                  | TOOL
          """)
  void historyFields(String when, String fields) {
    Reads reads = reads(when);

    assertThat(reads.history()).isTrue();
    assertThat(reads.historyFields())
        .extracting(HistoryField::name)
        .containsExactlyInAnyOrder(fields == null ? new String[0] : fields.split(" "));
  }

  @Test
  void historyArgumentsByKey() {
    Reads reads = reads("history.exists(h, h.args.path == args.path && h.context.role == 'x')");

    assertThat(reads.historyArgs()).isEqualTo(KeySet.of("path"));
    assertThat(reads.historyContext()).isEqualTo(KeySet.of("role"));
    assertThat(reads.historyFields())
        .containsExactlyInAnyOrder(HistoryField.ARGS, HistoryField.CONTEXT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "history == []",
        "history.filter(h, true) == []",
        "[history].size() == 1 && history[0] == history[1]",
        "history.map(h, h).exists(h, h == history[0])",
      })
  void wholeItems(String when) {
    assertThat(reads(when).historyFields()).containsExactlyInAnyOrder(HistoryField.values());
    assertThat(reads(when).historyArgs()).isEqualTo(KeySet.ALL);
  }

  @Test
  void columnsWorkflowAndMatchClause() {
    Reads reads =
        TestBundles.rules(
                "",
                """
                id: r
                effect: modify
                match: { agents: ["a*"], tenants: [t] }
                when: action.step > 1 && workflow.attributes.region == 'eu'
                message: "'at ' + string(action.time) + context.note"
                modify: [ { path: "args.items[*].price", set: 1 } ]
                """)
            .reads();

    assertThat(reads.columns())
        .containsExactlyInAnyOrder(
            ActionColumn.TOOL,
            ActionColumn.AGENT,
            ActionColumn.TENANT,
            ActionColumn.STEP,
            ActionColumn.TIME);
    assertThat(reads.workflow()).isFalse();
    assertThat(reads.workflowAttributes()).isEqualTo(KeySet.of("region"));
    assertThat(reads.context()).isEqualTo(KeySet.of("note"));
    assertThat(reads.args()).isEqualTo(KeySet.of("items"));
    assertThat(reads.history()).isFalse();
  }

  @Test
  void aDisabledRuleReadsNothing() {
    assertThat(
            TestBundles.rules("", "{ id: r, enabled: false, effect: deny, when: args.x }").reads())
        .isEqualTo(Reads.NOTHING);
  }
}
