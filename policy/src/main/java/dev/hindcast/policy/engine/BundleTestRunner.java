package dev.hindcast.policy.engine;

import dev.hindcast.policy.action.JsonValues;
import dev.hindcast.policy.bundle.BundleTest;
import dev.hindcast.policy.bundle.BundleTest.Expectation;
import dev.hindcast.policy.decision.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the tests an author embedded in a bundle. */
public final class BundleTestRunner {

  private BundleTestRunner() {}

  public static List<TestOutcome> run(CompiledBundle bundle) {
    return bundle.bundle().tests().stream().map(test -> run(bundle, test)).toList();
  }

  private static TestOutcome run(CompiledBundle bundle, BundleTest test) {
    Decision actual =
        bundle.decide(new EvaluationInput(test.action(), test.workflow(), test.history()));
    return new TestOutcome(test, actual, differences(test, actual));
  }

  private static List<String> differences(BundleTest test, Decision actual) {
    Expectation expected = test.expect();
    List<String> found = new ArrayList<>();
    if (actual.effect() != expected.effect()) {
      found.add(
          "effect: expected "
              + expected.effect().id()
              + ", was "
              + actual.effect().id()
              + because(actual));
    }
    expected
        .rule()
        .filter(rule -> !rule.equals(actual.ruleId()))
        .ifPresent(
            rule -> found.add("rule: expected " + named(rule) + ", was " + named(actual.ruleId())));
    expected
        .reason()
        .filter(reason -> !reason.equals(actual.reason()))
        .ifPresent(reason -> found.add("reason: expected " + reason + ", was " + actual.reason()));
    expected
        .args()
        .ifPresent(
            args -> {
              Map<String, Object> before =
                  test.action().args() == null ? Map.of() : test.action().args();
              Map<String, Object> after = ArgumentEditor.apply(before, actual.edits());
              if (!JsonValues.equal(args, after)) {
                found.add("args: expected " + args + ", was " + after);
              }
            });
    return found;
  }

  private static String because(Decision actual) {
    return actual.error().map(error -> " (evaluation error: " + error.message() + ")").orElse("");
  }

  private static String named(String rule) {
    return rule.isEmpty() ? "the default" : rule;
  }
}
