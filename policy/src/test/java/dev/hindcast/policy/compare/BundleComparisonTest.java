package dev.hindcast.policy.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.TestBundles;
import dev.hindcast.policy.bundle.Bundle;
import org.junit.jupiter.api.Test;

class BundleComparisonTest {

  private static Bundle bundle(String head, String... rules) {
    return TestBundles.rules(head, rules).bundle();
  }

  @Test
  void theSameBundleInOtherClothes() {
    BundleComparison comparison =
        BundleComparison.of(
            bundle("params: { a: 1 }", "{ id: r, effect: deny, when: args.x == 1 }"),
            bundle("params:\n  a: 1.0", "id: r\nwhen: \"args.x == 1\"\neffect: deny"));

    assertThat(comparison.isEmpty()).isTrue();
  }

  @Test
  void everythingThatCanDiffer() {
    BundleComparison comparison =
        BundleComparison.of(
            bundle(
                "params: { a: 1, b: { x: 1 }, gone: 1 }\ntools: [t]",
                "{ id: gone, effect: deny }",
                "{ id: first, effect: deny, severity: low }",
                "{ id: second, effect: modify, modify: [ { path: args.x, redact: a } ] }",
                "{ id: third, effect: modify, modify: [ { path: args.x, redact: a } ] }"),
            bundle(
                "params: { a: 1, b: { x: 2 }, new: 1 }\ndefaultEffect: deny\ncombining: first-match",
                "{ id: second, effect: modify, modify: [ { path: args.x, redact: b } ] }",
                "{ id: first, effect: warn, severity: high, when: 'true', match: { tools: [t] } }",
                "{ id: third, effect: modify, modify: [ { path: args.x, redact: a } ] }",
                "{ id: new, effect: deny }"));

    assertThat(comparison.rulesAdded()).containsExactly("new");
    assertThat(comparison.rulesRemoved()).containsExactly("gone");
    assertThat(comparison.rulesChanged())
        .extracting(RuleChange::toString)
        .containsExactly(
            "RuleChange[ruleId=second, fields=[modify, order]]",
            "RuleChange[ruleId=first, fields=[severity, match, when, effect, order]]");
    assertThat(comparison.paramsAdded()).containsExactly("new");
    assertThat(comparison.paramsRemoved()).containsExactly("gone");
    assertThat(comparison.paramsChanged())
        .containsExactly(new ValueChange("b", "{\"x\":1}", "{\"x\":2}"));
    assertThat(comparison.settingsChanged())
        .containsExactly(
            new ValueChange("combining", "\"deny-overrides\"", "\"first-match\""),
            new ValueChange("defaultEffect", "\"allow\"", "\"deny\""),
            new ValueChange("tools", "[\"t\"]", "null"));
  }
}
