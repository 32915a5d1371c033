package dev.hindcast.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.bundle.Diagnostic;
import dev.hindcast.policy.engine.Compilation;
import dev.hindcast.policy.engine.CompiledBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;

/** Bundles for tests: from resources, from text, from a few rules. */
public final class TestBundles {

  private TestBundles() {}

  public static String resource(String name) {
    try (var in = TestBundles.class.getResourceAsStream("/bundles/" + name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static CompiledBundle compile(String yaml) {
    return switch (Engines.standard().compile(BundleSource.ofManifest(yaml))) {
      case Compilation.Compiled compiled -> compiled.bundle();
      case Compilation.Rejected rejected ->
          throw new AssertionError(
              rejected.diagnostics().stream()
                  .map(Diagnostic::toString)
                  .collect(Collectors.joining("\n")));
    };
  }

  /** A bundle of these rules, each written in YAML flow or block style without the leading dash. */
  public static CompiledBundle rules(String head, String... rules) {
    return compile(yaml(head, rules));
  }

  public static String yaml(String head, String... rules) {
    String start = "apiVersion: hindcast/v1\nname: test\n" + head + "\n";
    return rules.length == 0
        ? start
        : start
            + "rules:\n"
            + List.of(rules).stream()
                .map(rule -> "  - " + rule.strip().replace("\n", "\n    ") + "\n")
                .collect(Collectors.joining());
  }

  public static List<Diagnostic> diagnostics(String yaml) {
    return Engines.standard().compile(BundleSource.ofManifest(yaml)).diagnostics();
  }
}
