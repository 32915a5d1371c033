package dev.hindcast.policy.engine;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.bundle.BundleTest;
import dev.hindcast.policy.decision.Decision;
import java.util.List;

/**
 * What came of one embedded test.
 *
 * @param differences one sentence for each thing that is not as expected; empty if the test passed
 */
public record TestOutcome(BundleTest test, Decision actual, List<String> differences) {

  public TestOutcome {
    requireNonNull(test, "test");
    requireNonNull(actual, "actual");
    differences = List.copyOf(differences);
  }

  public boolean passed() {
    return differences.isEmpty();
  }
}
