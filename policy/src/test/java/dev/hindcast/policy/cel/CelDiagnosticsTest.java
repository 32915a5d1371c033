package dev.hindcast.policy.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.TestBundles;
import dev.hindcast.policy.bundle.Diagnostic;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Errors in expressions, at their place in the file. A caret in the line below marks the place. */
class CelDiagnosticsTest {

  private static Diagnostic only(String yaml) {
    List<Diagnostic> diagnostics = TestBundles.diagnostics(yaml);
    assertThat(diagnostics).hasSize(1);
    return diagnostics.getFirst();
  }

  /** The line with a caret tells the place; it is taken out before the bundle is compiled. */
  private static void assertPlace(String marked, String... words) {
    String[] lines = marked.split("\n", -1);
    int caret = 0;
    while (!lines[caret].strip().equals("^")) {
      caret++;
    }
    int column = lines[caret].indexOf('^') + 1;
    List<String> kept = new java.util.ArrayList<>(List.of(lines));
    kept.remove(caret);
    Diagnostic diagnostic =
        only(
            "apiVersion: hindcast/v1\nname: test\nparams: { limit: 1 }\nrules:\n"
                + String.join("\n", kept));

    assertThat(diagnostic.line() + ":" + diagnostic.column())
        .as(diagnostic.toString())
        .isEqualTo((4 + caret) + ":" + column);
    assertThat(diagnostic.message()).contains(words);
  }

  @Test
  void plainScalar() {
    assertPlace(
        """
          - id: r
            effect: deny
            when: args.amount > params.limt
                                ^
        """,
        "params.limt",
        "not declared",
        "'r'");
  }

  @Test
  void quotedScalars() {
    assertPlace(
        """
          - id: r
            effect: deny
            when: "args.x == \\"a\\" && foo == 1"
                                      ^
        """,
        "foo");
    assertPlace(
        """
          - id: r
            effect: deny
            when: 'args.x == ''a'' && foo == 1'
                                      ^
        """,
        "foo");
  }

  @Test
  void literalBlock() {
    assertPlace(
        """
          - id: r
            effect: deny
            when: |
              args.amount > 1 &&
                (args.x == 2 ||
                 foo == 3)
                 ^
        """,
        "foo");
  }

  @Test
  void foldedBlock() {
    assertPlace(
        """
          - id: r
            effect: deny
            when: >-
              args.amount > 1 &&
              args.x == 2 &&
              foo == 3
              ^
        """,
        "foo");
  }

  @Test
  void plainScalarOverSeveralLines() {
    assertPlace(
        """
          - id: r
            effect: deny
            when: args.amount > 1 &&
              args.x == 2 &&
              foo == 3
              ^
        """,
        "foo");
  }

  @Test
  void fieldsThatDoNotExist() {
    assertPlace(
        """
          - id: r
            effect: deny
            when: action.tol == 'x'
                        ^
        """,
        "tol");
    assertPlace(
        """
          - id: r
            effect: deny
            when: history.exists(h, h.arguments == args)
                                     ^
        """,
        "arguments");
    assertPlace(
        """
          - id: r
            effect: deny
            when: workflow.region == 'eu'
                          ^
        """,
        "region");
  }

  @Test
  void syntaxTypesAndLiterals() {
    assertPlace(
        """
          - id: r
            effect: deny
            when: args.x ==
                           ^
        """,
        "'when' of rule 'r'");
    assertPlace(
        """
          - id: r
            effect: deny
            when: args.size()
                  ^
        """,
        "int",
        "bool");
    assertPlace(
        """
          - id: r
            effect: deny
            message: 1 + 2
                     ^
        """,
        "'message' of rule 'r'",
        "string");
    assertThat(
            only(TestBundles.yaml("", "{ id: r, effect: deny, when: \"args.x.matches('(')\" }"))
                .message())
        .contains("when");
    assertThat(
            only(TestBundles.yaml(
                    "", "{ id: r, effect: deny, when: \"action.time > timestamp('x')\" }"))
                .message())
        .contains("timestamp");
  }

  @Test
  void deepNestingIsRefusedNotASurprise() {
    String deep = "(".repeat(400) + "true" + ")".repeat(400);
    assertThat(
            only(TestBundles.yaml("", "{ id: r, effect: deny, when: \"" + deep + "\" }")).message())
        .contains("when");
  }

  @Test
  void everyRuleIsCheckedEvenIfTheBundleIsWrongElsewhere() {
    List<Diagnostic> diagnostics =
        TestBundles.diagnostics(
            TestBundles.yaml(
                "nme: x",
                "{ id: a, effect: deny, when: foo }",
                "{ id: b, effect: dny }",
                "{ id: c, effect: deny, when: bar, message: baz }"));

    assertThat(diagnostics).extracting(Diagnostic::line).containsExactly(3, 5, 6, 7, 7);
  }

  @Test
  void disabledRulesAreCheckedToo() {
    assertThat(
            only(TestBundles.yaml("", "{ id: r, enabled: false, effect: deny, when: foo }"))
                .message())
        .contains("foo");
  }
}
