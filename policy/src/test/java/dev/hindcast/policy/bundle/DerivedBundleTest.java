package dev.hindcast.policy.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A derived bundle is the one that a person would have written. */
class DerivedBundleTest {
  private static final String BUNDLE =
      """
      # 🦉 a note
      apiVersion: hindcast/v1
      name: guard
      params:
        max_refund: 500   # euro
        rate: 0.5
        who: support
        open: true
        tools:
        - refund
        - pay      # both

        text: |
          some
          lines
        flow: { a: 1, max_refund: 7 }
      rules:
        - id: refund-limit
          when: args.amount > params.max_refund
          effect: deny
      """;

  @Test
  void onlyTheTextOfTheValueIsReplaced() {
    assertThat(derived("max_refund", "300"))
        .isEqualTo(BUNDLE.replace("max_refund: 500 ", "max_refund: 300 "));
    assertThat(derived("rate", "0.25")).isEqualTo(BUNDLE.replace("rate: 0.5", "rate: 0.25"));
    assertThat(derived("who", "\"a: 'b' # c\""))
        .isEqualTo(BUNDLE.replace("who: support", "who: \"a: 'b' # c\""));
    assertThat(derived("open", "false")).isEqualTo(BUNDLE.replace("open: true", "open: false"));
    assertThat(derived("flow", "{\"b\": [1]}"))
        .isEqualTo(BUNDLE.replace("{ a: 1, max_refund: 7 }", "{\"b\": [1]}"));
  }

  @Test
  void whatStandsOnSeveralLinesIsReplacedToo() {
    assertThat(params("tools", "[\"refund\"]").get("tools")).isEqualTo(List.of("refund"));
    assertThat(params("text", "\"one\"").get("text")).isEqualTo("one");
  }

  @Test
  void aParamWithAFractionKeepsOne() {
    assertThat(derived("rate", "1")).contains("rate: 1.0\n");
    assertThat(refused("max_refund", "0.5"))
        .containsExactly(
            "bundle.yaml:5:15: error: param 'max_refund' is a whole number; 0.5 is a number with a"
                + " fraction");
  }

  @Test
  void aValueOfAnotherTypeIsRefusedWithItsPlace() {
    assertThat(refused("max_refund", "\"many\""))
        .containsExactly(
            "bundle.yaml:5:15: error: param 'max_refund' is a whole number; \"many\" is text");
    assertThat(refused("max_refund", "many").getFirst()).contains("is not JSON");
    assertThat(refused("limit", "1").getFirst())
        .contains("param 'limit' is not declared; declared are max_refund, rate, who");
  }

  @Test
  void theSameValueGivesTheSameFiles() {
    var base = BundleSource.ofManifest(BUNDLE);
    assertThat(DerivedBundle.of(base, List.of(new ParamOverride("max_refund", "500"))))
        .isEqualTo(new DerivedBundle.Result.Derived(base));
    assertThat(DerivedBundle.of(base, List.of())).isEqualTo(new DerivedBundle.Result.Derived(base));
  }

  @Test
  void severalOverridesAreMadeInOrder() {
    var both =
        DerivedBundle.of(
            BundleSource.ofManifest(BUNDLE),
            List.of(new ParamOverride("max_refund", "1"), new ParamOverride("rate", "2")));
    assertThat(text(both)).contains("max_refund: 1 ", "rate: 2.0");
  }

  @Test
  void anAnchoredValueIsNotTouched() {
    var base =
        BundleSource.ofManifest(
            """
            apiVersion: hindcast/v1
            name: guard
            params: { a: &x 5, b: *x }
            """);
    var refused = DerivedBundle.of(base, List.of(new ParamOverride("b", "6")));
    assertThat(diagnostics(refused).getFirst()).contains("cannot be replaced where it stands");
  }

  private static String derived(String param, String json) {
    return text(
        DerivedBundle.of(BundleSource.ofManifest(BUNDLE), List.of(new ParamOverride(param, json))));
  }

  private static java.util.Map<String, Object> params(String param, String json) {
    var parsed = BundleParser.parse(BundleSource.ofManifest(derived(param, json)));
    return parsed.bundle().orElseThrow().params();
  }

  private static List<String> refused(String param, String json) {
    return diagnostics(
        DerivedBundle.of(BundleSource.ofManifest(BUNDLE), List.of(new ParamOverride(param, json))));
  }

  private static String text(DerivedBundle.Result result) {
    return switch (result) {
      case DerivedBundle.Result.Derived(var source) ->
          source.text(BundleSource.MANIFEST).orElseThrow();
      case DerivedBundle.Result.Refused(var diagnostics) -> throw new AssertionError(diagnostics);
    };
  }

  private static List<String> diagnostics(DerivedBundle.Result result) {
    return switch (result) {
      case DerivedBundle.Result.Derived(var source) -> throw new AssertionError(source);
      case DerivedBundle.Result.Refused(var diagnostics) -> {
        var lines = new ArrayList<String>();
        diagnostics.forEach(diagnostic -> lines.add(diagnostic.toString()));
        yield lines;
      }
    };
  }
}
