package dev.hindcast.policy.bundle;

import java.util.List;
import java.util.Set;

/**
 * Which actions a rule can apply to at all. An empty list means every one. Cheap and indexable,
 * unlike the condition.
 *
 * @param operations exact names, as {@code tenants}
 */
public record Match(
    List<Glob> tools,
    List<Glob> agents,
    Set<String> operations,
    Set<String> tenants,
    List<Glob> models) {

  public static final Match EVERYTHING =
      new Match(List.of(), List.of(), Set.of(), Set.of(), List.of());

  public Match {
    tools = List.copyOf(tools);
    agents = List.copyOf(agents);
    operations = Set.copyOf(operations);
    tenants = Set.copyOf(tenants);
    models = List.copyOf(models);
  }

  public boolean tool(String tool) {
    return any(tools, tool);
  }

  /** Everything but the tool, by which rules are indexed. */
  public boolean others(String agent, String operation, String tenant, String model) {
    return any(agents, agent)
        && (operations.isEmpty() || operations.contains(operation))
        && (tenants.isEmpty() || tenants.contains(tenant))
        && any(models, model);
  }

  private static boolean any(List<Glob> globs, String name) {
    if (globs.isEmpty()) {
      return true;
    }
    for (Glob glob : globs) {
      if (glob.matches(name)) {
        return true;
      }
    }
    return false;
  }
}
