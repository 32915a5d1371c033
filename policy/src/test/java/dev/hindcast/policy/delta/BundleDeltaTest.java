package dev.hindcast.policy.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.hindcast.policy.TestBundles;
import dev.hindcast.policy.delta.ChangedRule.Kind;
import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.selection.Selection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleDeltaTest {
  private static final String LIMIT =
      """
      id: limit
      match: { tools: [refund] }
      when: args.amount > params.max
      effect: deny
      """;
  private static final String MAIL =
      """
      id: mail
      match: { tools: [send_email] }
      when: args.to.endsWith('.org')
      effect: warn
      """;
  private static final String HEAD = "params: { max: 500, other: 1 }";

  private static BundleDelta delta(CompiledBundle before, CompiledBundle after) {
    return BundleDelta.of(before, after);
  }

  @Test
  void equalBundlesTouchNothing() {
    var same = delta(TestBundles.rules(HEAD, LIMIT, MAIL), TestBundles.rules(HEAD, LIMIT, MAIL));
    assertThat(same.changed()).isEmpty();
    assertThat(same.obstacles()).isEmpty();
    assertThat(same.selection()).isEqualTo(Selection.NEVER);
  }

  @Test
  void onlyWhatIsReadCounts() {
    var before = TestBundles.rules(HEAD, LIMIT, MAIL);
    assertThat(
            delta(before, TestBundles.rules("params: { max: 500, other: 2 }", LIMIT, MAIL))
                .changed())
        .isEmpty();
    assertThat(
            delta(before, TestBundles.rules(HEAD, LIMIT + "description: told\nseverity: low", MAIL))
                .changed())
        .isEmpty();
    assertThat(
            delta(before, TestBundles.rules("params: { max: 400, other: 1 }", LIMIT, MAIL))
                .changed())
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.ruleId()).isEqualTo("limit");
              assertThat(rule.kind()).isEqualTo(Kind.CONDITION_CHANGED);
            });
  }

  @Test
  void kindsOfChange() {
    var before = TestBundles.rules(HEAD, LIMIT, MAIL);
    assertThat(delta(before, TestBundles.rules(HEAD, MAIL)).changed())
        .extracting(ChangedRule::kind)
        .containsExactly(Kind.REMOVED);
    assertThat(delta(TestBundles.rules(HEAD, MAIL), before).changed())
        .extracting(ChangedRule::kind)
        .containsExactly(Kind.ADDED);
    assertThat(
            delta(before, TestBundles.rules(HEAD, LIMIT.replace("deny", "warn"), MAIL)).changed())
        .extracting(ChangedRule::ruleId, ChangedRule::kind)
        .containsExactly(tuple("limit", Kind.CONDUCT_CHANGED));
    assertThat(delta(before, TestBundles.rules(HEAD, LIMIT + "enabled: false", MAIL)).changed())
        .extracting(ChangedRule::kind)
        .containsExactly(Kind.REMOVED);
    assertThat(delta(before, TestBundles.rules(HEAD, MAIL, LIMIT)).changed())
        .extracting(ChangedRule::kind)
        .containsExactly(Kind.CONDUCT_CHANGED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"defaultEffect: deny", "combining: first-match"})
  void whatChangesEveryDecisionIsAnObstacle(String setting) {
    var delta =
        delta(TestBundles.rules(HEAD, LIMIT), TestBundles.rules(HEAD + "\n" + setting, LIMIT));
    assertThat(delta.obstacles())
        .singleElement()
        .asString()
        .contains(setting.replaceAll(":.*", ""), "every action");
  }

  @Test
  void aLimitThatMovesTouchesOnlyWhatLiesBetween() {
    var delta =
        delta(
            TestBundles.rules("params: { max: 500 }", LIMIT),
            TestBundles.rules("params: { max: 400 }", LIMIT));
    assertThat(delta.selection().toString())
        .contains("glob=refund", "to=500", "to=400", "from=500.0", "from=400.0");
  }

  @Test
  void whatIsNotUnderstoodIsToldAndTouchesAllThatMatches() {
    var delta =
        delta(
            TestBundles.rules(HEAD),
            TestBundles.rules(
                HEAD,
                "id: odd\nmatch: { tools: [t] }\nwhen: size(args) > 3 && args.a == 1\neffect: deny"));
    assertThat(delta.changed())
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.widenings())
                  .singleElement()
                  .satisfies(part -> assertThat(part.expression()).isEqualTo("size(args) > 3"));
              // The other half still narrows.
              assertThat(rule.selection().toString()).contains("glob=t", "keys=[a]");
            });
  }

  @Test
  void aChangedCatalogueSelectsWhatItDoesNotKnow() {
    var delta =
        delta(TestBundles.rules(HEAD, LIMIT), TestBundles.rules(HEAD + "\ntools: [refund]", LIMIT));
    assertThat(delta.obstacles()).isEmpty();
    assertThat(delta.selection().toString()).contains("glob=refund", "outcome=false");
  }
}
