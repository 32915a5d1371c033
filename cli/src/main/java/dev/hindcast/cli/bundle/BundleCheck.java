package dev.hindcast.cli.bundle;

import dev.hindcast.cli.output.CommandException;
import dev.hindcast.policy.Engines;
import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.engine.BundleTestRunner;
import dev.hindcast.policy.engine.Compilation;
import dev.hindcast.policy.engine.TestOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything there is to say about a bundle before any server sees it.
 *
 * @param bundle empty if it does not compile
 * @param diagnostics one line each, {@code file:line:column: severity: message}
 * @param tests verdicts of its own tests
 */
public record BundleCheck(
    Optional<Bundle> bundle, List<String> diagnostics, List<TestOutcome> tests) {
  public BundleCheck {
    diagnostics = List.copyOf(diagnostics);
    tests = List.copyOf(tests);
  }

  /** Compiles a bundle and runs its tests. */
  public static BundleCheck of(BundleSource source) {
    var compilation = Engines.standard().compile(source);
    var diagnostics = compilation.diagnostics().stream().map(Object::toString).toList();
    return switch (compilation) {
      case Compilation.Rejected _ -> new BundleCheck(Optional.empty(), diagnostics, List.of());
      case Compilation.Compiled(var compiled, var _) ->
          new BundleCheck(
              Optional.of(compiled.bundle()), diagnostics, BundleTestRunner.run(compiled));
    };
  }

  /** Whether it could be published. */
  public boolean usable() {
    return bundle.isPresent() && tests.stream().allMatch(TestOutcome::passed);
  }

  /** The bundle's name, if it is usable; else an error that says all that is wrong. */
  public String requireUsable(String what) {
    if (!usable()) {
      throw new CommandException(what + " cannot be used", problems());
    }
    return bundle.orElseThrow().name();
  }

  /** All diagnostics, and the tests that failed. */
  List<String> problems() {
    var problems = new ArrayList<String>();
    diagnostics.forEach(diagnostic -> problems.add("  " + diagnostic));
    for (var test : tests) {
      if (!test.passed()) {
        problems.add(
            "  test '" + test.test().name() + "' failed: " + String.join("; ", test.differences()));
      }
    }
    return problems;
  }
}
