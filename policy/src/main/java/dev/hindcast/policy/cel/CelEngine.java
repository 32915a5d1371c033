package dev.hindcast.policy.cel;

import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.bundle.BundleParser;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.bundle.Diagnostic;
import dev.hindcast.policy.bundle.Rule;
import dev.hindcast.policy.engine.Compilation;
import dev.hindcast.policy.engine.PolicyEngine;
import dev.hindcast.policy.engine.RuleSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Policies in the Common Expression Language. Each rule is compiled alone, so that a decision
 * always names the rule that made it. Stateless and thread-safe.
 */
public final class CelEngine implements PolicyEngine {

  public static final String NAME = "cel";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Compilation compile(BundleSource source) {
    BundleParser.Result parsed = BundleParser.parse(source);
    List<Diagnostic> diagnostics = new ArrayList<>(parsed.diagnostics());
    if (parsed.draft().isEmpty()) {
      return new Compilation.Rejected(diagnostics);
    }
    // Expressions of a bundle with structural errors are checked too: the author sees everything at
    // once.
    Bundle bundle = parsed.draft().get();
    var compiler = new RuleCompiler(bundle, diagnostics);
    List<CelRule> rules = new ArrayList<>();
    for (Rule rule : bundle.rules()) {
      compiler.compile(rule).filter(_ -> rule.enabled()).ifPresent(rules::add);
    }
    diagnostics.sort(
        Comparator.comparingInt(Diagnostic::line).thenComparingInt(Diagnostic::column));
    boolean wrong = diagnostics.stream().anyMatch(d -> d.severity() == Diagnostic.Severity.ERROR);
    return wrong
        ? new Compilation.Rejected(diagnostics)
        : new Compilation.Compiled(new RuleSet(bundle, source.digest(), rules), diagnostics);
  }
}
