package dev.hindcast.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.TestBundles;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Cases are data: every bundle below {@code bundles/} carries its own tests, and all must pass. */
class GoldenBundleTest {

  private static final List<String> BUNDLES =
      List.of(
          "agent-guardrails.yaml",
          "deny-overrides.yaml",
          "first-match.yaml",
          "priority.yaml",
          "modifications.yaml");

  @TestFactory
  Stream<DynamicTest> embeddedTestsPass() {
    return BUNDLES.stream()
        .flatMap(
            name ->
                BundleTestRunner.run(TestBundles.compile(TestBundles.resource(name))).stream()
                    .map(
                        outcome ->
                            DynamicTest.dynamicTest(
                                name + ": " + outcome.test().name(),
                                () -> assertThat(outcome.differences()).isEmpty())));
  }
}
