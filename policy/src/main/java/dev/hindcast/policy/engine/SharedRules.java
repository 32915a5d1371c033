package dev.hindcast.policy.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Bundles that are judged side by side, linked so that a rule in several of them is evaluated once
 * an action.
 *
 * @param slots number of rules shared by at least two bundles
 */
public record SharedRules(List<CompiledBundle> bundles, int slots) {

  public SharedRules {
    bundles = List.copyOf(bundles);
  }

  public static SharedRules link(List<CompiledBundle> bundles) {
    Map<String, Integer> slots = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (CompiledBundle bundle : bundles) {
      for (String fingerprint : bundle.fingerprints()) {
        if (!seen.add(fingerprint)) {
          slots.putIfAbsent(fingerprint, slots.size());
        }
      }
    }
    return new SharedRules(
        bundles.stream().map(bundle -> bundle.sharing(slots)).toList(), slots.size());
  }

  public Evaluation begin(EvaluationInput input) {
    return new Evaluation(input, slots);
  }
}
