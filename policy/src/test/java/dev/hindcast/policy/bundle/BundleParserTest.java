package dev.hindcast.policy.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.TestBundles;
import dev.hindcast.policy.decision.Effect;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundleParserTest {

  private static List<Diagnostic> diagnostics(String yaml) {
    return BundleParser.parse(BundleSource.ofManifest(yaml)).diagnostics();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { id: r }                                                                | 'effect' is missing
          { effect: deny }                                                         | 'id' is missing
          { id: R_1, effect: deny }                                                | lower-case letters
          { id: r, effect: block }                                                 | deny, require_approval, modify, warn, allow
          { id: r, effect: deny, wen: "true" }                                     | unknown field 'wen'
          { id: r, effect: deny, enabled: maybe }                                  | 'enabled' of a rule must be true or false
          { id: r, effect: deny, priority: high }                                  | must be a whole number
          { id: r, effect: deny, onError: ignore }                                 | must be one of deny, skip
          { id: r, effect: deny, reason: Over the limit }                          | stable word
          { id: r, effect: deny, when: [a] }                                       | must be an expression, not a list
          { id: r, effect: deny, when: "" }                                        | 'when' is empty
          { id: r, effect: deny, match: { tool: [x] } }                            | unknown field 'tool'
          { id: r, effect: deny, match: { tools: x } }                             | must be a list, not text
          { id: r, effect: deny, match: { tools: [] } }                            | leave it out to match every tool
          { id: r, effect: deny, match: { tenants: [] } }                          | leave it out to match every tenant
          { id: r, effect: deny, match: { tools: [[x]] } }                         | must be text
          { id: r, effect: modify }                                                | 'modify' is missing
          { id: r, effect: deny, modify: [{ path: args.x, drop: true }] }          | needs 'effect: modify'
          { id: r, effect: modify, modify: [{ path: context.x, set: 1 }] }         | must lead into the arguments
          { id: r, effect: modify, modify: [{ path: "args.[", set: 1 }] }          | expected a name at character 6
          { id: r, effect: modify, modify: [{ path: args.x, redact: "(" }] }       | no RE2 expression
          { id: r, effect: modify, modify: [{ path: args.x, clamp: {} }] }         | needs 'min' or 'max'
          { id: r, effect: modify, modify: [{ path: args.x, clamp: { min: 3, max: 2 } }] } | swap them
          { id: r, effect: modify, modify: [{ path: args.x }] }                    | exactly one of
          { id: r, effect: modify, modify: [{ path: args.x, set: 1, drop: true }] } | exactly one of
          { id: r, effect: deny, id: s }                                           | given twice
          just text                                                                | must be a mapping
          """)
  void aWrongRule(String rule, String message) {
    List<Diagnostic> found = diagnostics(TestBundles.yaml("", rule));

    assertThat(found).as(found.toString()).isNotEmpty().allMatch(d -> d.line() == 5);
    assertThat(found).anyMatch(d -> d.message().contains(message));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "description: \"a\\0b\"",
        "description: \"\\ud800\"",
        "params: { p: [ \"\\x00\" ] }",
        "params: { \"\\0\": 1 }",
        "tools: [ \"a\\u0000\" ]"
      })
  void textThatNoDatabaseStores(String field) {
    var result =
        BundleParser.parse(
            BundleSource.ofManifest("apiVersion: hindcast/v1\nname: x\n" + field + "\n"));

    assertThat(result.bundle()).isEmpty();
    assertThat(result.diagnostics())
        .anyMatch(d -> d.line() == 3 && d.message().contains("no database stores"));
  }

  @Test
  void aWholeSurrogatePairIsText() {
    var yaml = "apiVersion: hindcast/v1\nname: x\ndescription: \"😀 \\U0001F600\"\n";
    assertThat(diagnostics(yaml)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name: x                                        | 1 | 'apiVersion' is missing
          apiVersion: v2, name: x                        | 1 | must be hindcast/v1
          apiVersion: hindcast/v1                        | 1 | 'name' is missing
          apiVersion: hindcast/v1, name: A B             | 1 | 'name' must be
          apiVersion: hindcast/v1, name: x, rule: []     | 1 | unknown field 'rule'
          apiVersion: hindcast/v1, name: x, combining: any | 1 | deny-overrides, first-match, priority
          apiVersion: hindcast/v1, name: x, defaultEffect: modify | 1 | cannot be modify
          apiVersion: hindcast/v1, name: x, params: [1]  | 1 | 'params' of the bundle must be a mapping
          apiVersion: hindcast/v1, name: x, params: { a-b: 1 } | 1 | param 'a-b'
          apiVersion: hindcast/v1, name: x, description: 5 | 1 | put it in quotes
          """)
  void aWrongBundle(String fields, int line, String message) {
    assertThat(diagnostics("{ " + fields + " }"))
        .anyMatch(d -> d.line() == line && d.message().contains(message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { action: { tool: t }, expect: { effect: deny } }                            | 'name' is missing
          { name: n, expect: { effect: deny } }                                        | 'action' is missing
          { name: n, action: {}, expect: { effect: deny } }                            | 'tool' is missing
          { name: n, action: { tool: t }, expect: { rule: r } }                        | 'effect' is missing
          { name: n, action: { tool: t }, expect: { effect: deny, rule: other } }      | no rule of this bundle
          { name: n, action: { tool: t, time: noon }, expect: { effect: deny } }       | must look like
          { name: n, action: { tool: t, result: 1 }, expect: { effect: deny } }        | unknown field 'result'
          { name: n, action: { tool: t }, history: [x], expect: { effect: deny } }     | must be a mapping
          """)
  void aWrongTest(String test, String message) {
    assertThat(
            diagnostics(
                "apiVersion: hindcast/v1\nname: x\nrules: [{ id: r, effect: deny }]\ntests:\n  - "
                    + test))
        .anyMatch(d -> d.line() == 5 && d.message().contains(message));
  }

  @Test
  void duplicateRuleIds() {
    assertThat(
            diagnostics(TestBundles.yaml("", "{ id: r, effect: deny }", "{ id: r, effect: warn }")))
        .singleElement()
        .satisfies(d -> assertThat(d.line()).isEqualTo(6))
        .satisfies(d -> assertThat(d.message()).contains("used twice"));
  }

  @Test
  void brokenYamlIsTold() {
    assertThat(diagnostics("apiVersion: hindcast/v1\nname: [x\n"))
        .singleElement()
        .satisfies(d -> assertThat(d.message()).startsWith("not valid YAML"))
        .satisfies(d -> assertThat(d.line()).isGreaterThan(1));
    assertThat(diagnostics("")).hasSize(1);
    assertThat(diagnostics("- a\n- b")).hasSize(1);
    assertThat(BundleParser.parse(BundleSource.of(java.util.Map.of())).diagnostics())
        .singleElement()
        .satisfies(d -> assertThat(d.message()).contains("has no bundle.yaml"));
  }

  @Test
  void limits() {
    String[] rules = new String[BundleLimits.MAX_RULES + 1];
    for (int i = 0; i < rules.length; i++) {
      rules[i] = "{ id: r%d, effect: deny }".formatted(i);
    }
    assertThat(diagnostics(TestBundles.yaml("", rules)))
        .singleElement()
        .satisfies(d -> assertThat(d.message()).contains("at most 1000 rules"));
    String longText = "x".repeat(BundleLimits.MAX_EXPRESSION_LENGTH + 1);
    assertThat(diagnostics(TestBundles.yaml("", "{ id: r, effect: deny, when: " + longText + " }")))
        .anyMatch(d -> d.message().contains("longer than"));
  }

  @Test
  void aliasesAreBounded() {
    var bomb = new StringBuilder("apiVersion: hindcast/v1\nname: x\nparams:\n  a0: &a0 [1, 2]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("  a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertThat(diagnostics(bomb.toString())).isNotEmpty();
  }

  @Test
  void whatIsRead() {
    Bundle bundle =
        BundleParser.parse(BundleSource.ofManifest(TestBundles.resource("agent-guardrails.yaml")))
            .bundle()
            .orElseThrow();

    assertThat(bundle.params()).containsEntry("max_refund", 500L);
    assertThat(bundle.rules())
        .extracting(Rule::id)
        .containsExactly("refund-limit", "third-identical-call", "mask-card");
    Rule refund = bundle.rules().getFirst();
    assertThat(refund.match().tools()).containsExactly(new Glob("refund"), new Glob("payments.*"));
    assertThat(refund.effect()).isEqualTo(Effect.DENY);
    assertThat(refund.onError()).isEqualTo(OnError.DENY);
    assertThat(bundle.tools()).isEmpty();
    assertThat(bundle.knowsTool("anything")).isTrue();
  }

  @Test
  void theEmptyBaselineIsABundle() {
    BundleParser.Result parsed = BundleParser.parse(Bundle.allowAll("nothing"));

    assertThat(parsed.diagnostics()).isEmpty();
    assertThat(parsed.bundle().orElseThrow().rules()).isEmpty();
  }
}
