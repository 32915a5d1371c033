package dev.hindcast.policy.engine;

import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.bundle.BundleParser;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.bundle.Diagnostic;
import dev.hindcast.policy.bundle.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Engines by name. Compiles each bundle with the engine it asks for, and remembers the last few: a
 * bundle is compared with many candidates, and compiling is what a short replay waits for most.
 * Thread-safe.
 */
public final class EngineRegistry {
  /** A few megabytes at most. */
  private static final int REMEMBERED = 16;

  private final Map<String, PolicyEngine> engines = new TreeMap<>();

  /** By digest, the least recently used first. */
  private final Map<String, Compilation> known =
      new LinkedHashMap<>(2 * REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Compilation> eldest) {
          return size() > REMEMBERED;
        }
      };

  public EngineRegistry(PolicyEngine... engines) {
    for (PolicyEngine engine : engines) {
      this.engines.put(engine.name(), engine);
    }
  }

  public Optional<PolicyEngine> engine(String name) {
    return Optional.ofNullable(engines.get(name));
  }

  public Compilation compile(BundleSource source) {
    synchronized (known) {
      Compilation earlier = known.get(source.digest());
      if (earlier != null) {
        return earlier;
      }
    }
    Compilation made = compileAnew(source);
    synchronized (known) {
      known.put(source.digest(), made);
    }
    return made;
  }

  private Compilation compileAnew(BundleSource source) {
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
