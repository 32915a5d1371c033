package dev.hindcast.policy.bundle;

import java.util.List;

/**
 * Which actions a rule can apply to at all. An empty list means every one. Cheap and indexable,
 * unlike the condition.
 */
public record Match(
    List<Glob> tools,
    List<Glob> agents,
    List<Glob> operations,
    List<Glob> tenants,
    List<Glob> models) {

  public static final Match EVERYTHING =
      new Match(List.of(), List.of(), List.of(), List.of(), List.of());

  public Match {
    tools = List.copyOf(tools);
    agents = List.copyOf(agents);
    operations = List.copyOf(operations);
    tenants = List.copyOf(tenants);
    models = List.copyOf(models);
  }

  public boolean tool(String tool) {
    return any(tools, tool);
  }

  /** Everything but the tool, by which rules are indexed. */
  public boolean others(String agent, String operation, String tenant, String model) {
    return any(agents, agent)
        && any(operations, operation)
        && any(tenants, tenant)
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
