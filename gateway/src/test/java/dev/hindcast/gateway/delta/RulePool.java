package dev.hindcast.gateway.delta;

import dev.hindcast.policy.Engines;
import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.bundle.Combining;
import dev.hindcast.policy.bundle.Glob;
import dev.hindcast.policy.decision.Effect;
import dev.hindcast.policy.engine.Compilation;
import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.engine.EvaluableRule;
import dev.hindcast.policy.engine.RuleSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Many compiled rules of few ids, of which pairs of bundles are put together. */
final class RulePool {
  private static final int IDS = 6;
  private static final int VARIANTS = 120;

  private final Map<String, List<EvaluableRule>> variants = new HashMap<>();
  private final RandomGenerator random;

  RulePool(RandomBundles bundles, RandomGenerator random) {
    this.random = random;
    for (int id = 0; id < IDS; id++) {
      var rules = new ArrayList<EvaluableRule>();
      for (int tried = 0; rules.size() < VARIANTS && tried < 4 * VARIANTS; tried++) {
        var source = BundleSource.ofManifest(bundles.ruleOf("r" + id));
        if (Engines.standard().compile(source) instanceof Compilation.Compiled(var compiled, _)) {
          rules.addAll(compiled.rules());
        }
      }
      if (rules.size() < VARIANTS) {
        throw new IllegalStateException("hardly a rule compiles");
      }
      variants.put("r" + id, rules);
    }
  }

  record Pair(CompiledBundle baseline, CompiledBundle candidate) {
    @Override
    public String toString() {
      return text(baseline) + "\n  against\n" + text(candidate);
    }

    private static String text(CompiledBundle bundle) {
      return bundle.bundle().combining()
          + " "
          + bundle.bundle().tools()
          + String.join(
              "",
              bundle.rules().stream()
                  .map(rule -> "\n" + rule.rule() + " " + rule.fingerprint())
                  .toList());
    }
  }

  Pair pair() {
    var combining = Combining.values()[random.nextInt(3)];
    var before = new ArrayList<EvaluableRule>();
    for (int id = 0; id < IDS; id++) {
      if (random.nextInt(3) == 0) {
        before.add(any("r" + id));
      }
    }
    var after = new ArrayList<>(before);
    for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
      change(after);
    }
    return new Pair(bundle(combining, before), bundle(combining, after));
  }

  private void change(List<EvaluableRule> rules) {
    int at = rules.isEmpty() ? 0 : random.nextInt(rules.size());
    var id = "r" + random.nextInt(IDS);
    boolean taken = rules.stream().anyMatch(rule -> rule.rule().id().equals(id));
    switch (random.nextInt(6)) {
      case 0 -> {
        if (!taken) {
          rules.add(at, any(id));
        }
      }
      case 1 -> {
        if (!rules.isEmpty()) {
          rules.remove(at);
        }
      }
      case 2 -> {
        if (!rules.isEmpty()) {
          rules.add(rules.remove(at));
        }
      }
      default -> {
        if (!rules.isEmpty()) {
          rules.set(at, any(rules.get(at).rule().id()));
        }
      }
    }
  }

  private EvaluableRule any(String id) {
    return variants.get(id).get(random.nextInt(VARIANTS));
  }

  private CompiledBundle bundle(Combining combining, List<EvaluableRule> rules) {
    Optional<List<Glob>> tools =
        random.nextInt(5) == 0
            ? Optional.of(List.of(new Glob("t"), new Glob("a*"), new Glob("?")))
            : Optional.empty();
    var bundle =
        new Bundle(
            Bundle.API_VERSION,
            "random",
            "cel",
            "",
            Effect.ALLOW,
            combining,
            Map.of(),
            tools,
            rules.stream().map(EvaluableRule::rule).toList(),
            List.of());
    return new RuleSet(bundle, "digest", rules);
  }
}
