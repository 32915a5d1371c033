package dev.hindcast.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.TestBundles;
import org.junit.jupiter.api.Test;

class BundleTestRunnerTest {

  @Test
  void aFailedTestSaysWhatDiffers() {
    CompiledBundle bundle =
        TestBundles.compile(
            TestBundles.yaml(
                    "",
                    "{ id: r, effect: modify, reason: cut, modify: [ { path: args.a, set: 2 } ] }")
                + """
                tests:
                  - name: wrong in every way
                    action: { tool: t, args: { a: 1 } }
                    expect: { effect: deny, rule: "", reason: none, args: { a: 1 } }
                  - name: an error is told
                    action: { tool: t, args: { a: 2 } }
                    expect: { effect: modify, rule: r, args: { a: 2.0 } }
                """);

    assertThat(BundleTestRunner.run(bundle))
        .extracting(TestOutcome::passed)
        .containsExactly(false, true);
    assertThat(BundleTestRunner.run(bundle).getFirst().differences())
        .containsExactly(
            "effect: expected deny, was modify",
            "rule: expected the default, was r",
            "reason: expected none, was cut",
            "args: expected {a=1}, was {a=2}");
  }
}
