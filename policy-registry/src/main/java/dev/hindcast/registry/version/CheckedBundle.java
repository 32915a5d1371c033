package dev.hindcast.registry.version;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.bundle.Diagnostic;
import dev.hindcast.policy.engine.TestOutcome;
import java.util.List;

/**
 * A bundle that compiled and passed its own tests.
 *
 * @param warnings of the compiler, in the order of the file
 * @param tests all passed
 */
public record CheckedBundle(
    BundleSource source, Bundle bundle, List<Diagnostic> warnings, List<TestOutcome> tests) {
  public CheckedBundle {
    requireNonNull(source, "source");
    requireNonNull(bundle, "bundle");
    warnings = List.copyOf(warnings);
    tests = List.copyOf(tests);
  }

  BundleFacts facts() {
    return new BundleFacts(
        source.digest(), bundle.engine(), bundle.rules().size(), bundle.description());
  }
}
