package dev.hindcast.policy.judge;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.bundle.Match;
import dev.hindcast.policy.delta.BundleDelta;
import dev.hindcast.policy.engine.CompiledBundle;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells actions that no changed rule's match clause admits: both bundles decide them alike. The
 * answer for a tool name is remembered. Thread-safe.
 */
final class Untouched {
  /** Models invent tool names. */
  private static final int MAX_REMEMBERED = 10_000;

  /** Of the changed rules, on either side. */
  private final List<Match> matches;

  private final boolean comparable;
  private final Map<String, List<Match>> byTool = new ConcurrentHashMap<>();

  private Untouched(List<Match> matches, boolean comparable) {
    this.matches = List.copyOf(matches);
    this.comparable = comparable;
  }

  static Untouched of(CompiledBundle baseline, CompiledBundle candidate) {
    return new Untouched(
        BundleDelta.changedMatches(baseline, candidate),
        BundleDelta.obstacles(baseline, candidate).isEmpty()
            && baseline.bundle().tools().equals(candidate.bundle().tools()));
  }

  /** Says no where something was erased: which rules apply is unclear then. */
  boolean holds(Action action) {
    if (!comparable || !action.erased().isEmpty()) {
      return false;
    }
    for (Match match : forTool(action.tool())) {
      if (match.others(action.agent(), action.operation(), action.tenant(), action.model())) {
        return false;
      }
    }
    return true;
  }

  private List<Match> forTool(String tool) {
    List<Match> known = byTool.get(tool);
    if (known == null) {
      known = matches.stream().filter(match -> match.tool(tool)).toList();
      if (byTool.size() < MAX_REMEMBERED) {
        byTool.put(tool, known);
      }
    }
    return known;
  }
}
