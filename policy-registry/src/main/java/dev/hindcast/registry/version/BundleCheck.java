package dev.hindcast.registry.version;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.Failure.Finding;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.bundle.BundleTooLargeException;
import dev.hindcast.policy.bundle.Diagnostic;
import dev.hindcast.policy.bundle.Position;
import dev.hindcast.policy.engine.BundleTestRunner;
import dev.hindcast.policy.engine.Compilation;
import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.engine.EngineRegistry;
import dev.hindcast.policy.engine.TestOutcome;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Decides whether an archive may become a version: it must unpack within the limits, compile with
 * the engine it names, and pass its own tests. Pure and thread-safe.
 */
@Singleton
final class BundleCheck {
  /** A name that fits into a resource name. */
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  private static final Pattern NAME_LINE =
      Pattern.compile("(?m)^name:[ \\t]*([a-z][a-z0-9-]{0,62})[ \\t]*$");

  private final EngineRegistry engines;

  BundleCheck(EngineRegistry engines) {
    this.engines = engines;
  }

  /**
   * The bundle, if nothing is wrong with it; otherwise {@code LimitExceeded} for one that is too
   * large, or one {@code BundleRejected} with everything that is.
   *
   * @param archive tar.gz from anybody
   */
  CheckedBundle check(byte[] archive) {
    var source = unpack(archive);
    return switch (engines.compile(source)) {
      case Compilation.Rejected(var diagnostics) ->
          throw rejected(nameIn(source), findings(diagnostics));
      case Compilation.Compiled(var compiled, var warnings) -> checked(source, compiled, warnings);
    };
  }

  private static CheckedBundle checked(
      BundleSource source, CompiledBundle compiled, List<Diagnostic> warnings) {
    var bundle = compiled.bundle();
    var tests = BundleTestRunner.run(compiled);
    var findings = new ArrayList<Finding>();
    if (!NAME.matcher(bundle.name()).matches()) {
      findings.add(badName(bundle));
    }
    tests.stream().filter(test -> !test.passed()).map(BundleCheck::finding).forEach(findings::add);
    if (!findings.isEmpty()) {
      findings.addAll(findings(warnings));
      throw rejected(bundle.name(), findings);
    }
    return new CheckedBundle(source, bundle, warnings, tests);
  }

  private static BundleSource unpack(byte[] archive) {
    try {
      return BundleSource.fromTarGz(archive);
    } catch (BundleTooLargeException e) {
      throw new FailureException(new Failure.LimitExceeded(e.limit(), e.allowed(), e.found()));
    } catch (IllegalArgumentException e) {
      throw rejected(
          "", List.of(new Finding("ARCHIVE", "archive", String.valueOf(e.getMessage()))));
    }
  }

  /** Errors first: they are what must be mended. */
  private static List<Finding> findings(List<Diagnostic> diagnostics) {
    var findings = new ArrayList<Finding>();
    for (var severity : Diagnostic.Severity.values()) {
      diagnostics.stream()
          .filter(diagnostic -> diagnostic.severity() == severity)
          .map(BundleCheck::finding)
          .forEach(findings::add);
    }
    return findings;
  }

  private static Finding finding(Diagnostic diagnostic) {
    var type =
        switch (diagnostic.severity()) {
          case ERROR -> "COMPILE";
          case WARNING -> "WARNING";
        };
    var place = diagnostic.file() + ":" + diagnostic.line() + ":" + diagnostic.column();
    return new Finding(type, place, diagnostic.message());
  }

  private static Finding finding(TestOutcome test) {
    return new Finding("TEST", test.test().name(), String.join("; ", test.differences()));
  }

  private static Finding badName(Bundle bundle) {
    return finding(
        Diagnostic.error(
            BundleSource.MANIFEST,
            Position.START,
            "'name' must start with a letter to be published: '" + bundle.name() + "'"));
  }

  private static FailureException rejected(String bundle, List<Finding> findings) {
    return new FailureException(
        new Failure.BundleRejected(bundle.isEmpty() ? "(unnamed)" : bundle, findings));
  }

  /** Even a bundle that does not parse is named in its rejection if it says its name plainly. */
  private static String nameIn(BundleSource source) {
    var matcher = NAME_LINE.matcher(source.text(BundleSource.MANIFEST).orElse(""));
    return matcher.find() ? matcher.group(1) : "";
  }
}
