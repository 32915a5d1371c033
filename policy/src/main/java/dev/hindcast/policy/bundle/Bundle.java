package dev.hindcast.policy.bundle;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.decision.Effect;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A parsed bundle: everything {@code bundle.yaml} says, not yet compiled by an engine.
 *
 * @param engine name of the policy engine, such as {@code cel}
 * @param params JSON values by name
 * @param tools names of the tools the bundle was written for; if present, an action with another
 *     tool is not replayable
 */
public record Bundle(
    String apiVersion,
    String name,
    String engine,
    String description,
    Effect defaultEffect,
    Combining combining,
    Map<String, Object> params,
    Optional<List<Glob>> tools,
    List<Rule> rules,
    List<BundleTest> tests) {

  public static final String API_VERSION = "hindcast/v1";

  public Bundle {
    requireNonNull(apiVersion, "apiVersion");
    requireNonNull(name, "name");
    requireNonNull(engine, "engine");
    requireNonNull(description, "description");
    requireNonNull(defaultEffect, "defaultEffect");
    requireNonNull(combining, "combining");
    requireNonNull(params, "params");
    tools = tools.map(List::copyOf);
    rules = List.copyOf(rules);
    tests = List.copyOf(tests);
  }

  /** The empty baseline: a bundle without rules that allows everything. */
  public static BundleSource allowAll(String name) {
    return BundleSource.ofManifest(
        """
        apiVersion: hindcast/v1
        name: %s
        engine: cel
        defaultEffect: allow
        """
            .formatted(name));
  }

  /** True if the bundle has no catalogue of tools or the tool is in it. */
  public boolean knowsTool(String tool) {
    return tools.isEmpty() || tools.get().stream().anyMatch(glob -> glob.matches(tool));
  }
}
