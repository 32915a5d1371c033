package dev.hindcast.policy.engine;

import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.bundle.BundleParser;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.bundle.Diagnostic;
import dev.hindcast.policy.bundle.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Engines by name. Compiles each bundle with the engine it asks for. Thread-safe. */
public final class EngineRegistry {
  private final Map<String, PolicyEngine> engines = new TreeMap<>();

  public EngineRegistry(PolicyEngine... engines) {
    for (PolicyEngine engine : engines) {
      this.engines.put(engine.name(), engine);
    }
  }

  public Optional<PolicyEngine> engine(String name) {
    return Optional.ofNullable(engines.get(name));
  }

  public Compilation compile(BundleSource source) {
    BundleParser.Result parsed = BundleParser.parse(source);
    if (parsed.draft().isEmpty()) {
      return new Compilation.Rejected(parsed.diagnostics());
    }
    Bundle bundle = parsed.draft().get();
    PolicyEngine engine = engines.get(bundle.engine());
    if (engine != null) {
      return engine.compile(source);
    }
    List<Diagnostic> diagnostics = new ArrayList<>(parsed.diagnostics());
    diagnostics.add(
        Diagnostic.error(
            BundleSource.MANIFEST,
            Position.START,
            "'engine' is '"
                + bundle.engine()
                + "'; available are "
                + String.join(", ", engines.keySet())));
    return new Compilation.Rejected(diagnostics);
  }
}
