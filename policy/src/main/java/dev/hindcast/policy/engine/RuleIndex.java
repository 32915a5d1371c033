package dev.hindcast.policy.engine;

import dev.hindcast.policy.bundle.Glob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the rules whose match clause admits a tool, in evaluation order. The answer for a tool name
 * is remembered, so an action meets patterns only when its tool is new. Thread-safe.
 */
final class RuleIndex {

  /**
   * Models invent tool names; beyond this many distinct ones the answer is computed each time
   * instead of kept.
   */
  private static final int MAX_REMEMBERED = 10_000;

  private final List<IndexedRule> rules;
  private final Map<String, IndexedRule[]> byTool = new ConcurrentHashMap<>();

  RuleIndex(List<IndexedRule> rules) {
    this.rules = List.copyOf(rules);
    // Tools named exactly are known now; only others ever meet a pattern.
    for (IndexedRule rule : rules) {
      for (Glob glob : rule.rule().match().tools()) {
        if (glob.isExact() && byTool.size() < MAX_REMEMBERED) {
          byTool.computeIfAbsent(glob.pattern(), this::admitting);
        }
      }
    }
  }

  List<IndexedRule> all() {
    return rules;
  }

  IndexedRule[] forTool(String tool) {
    IndexedRule[] known = byTool.get(tool);
    if (known != null) {
      return known;
    }
    IndexedRule[] found = admitting(tool);
    if (byTool.size() < MAX_REMEMBERED) {
      byTool.put(tool, found);
    }
    return found;
  }

  private IndexedRule[] admitting(String tool) {
    List<IndexedRule> found = new ArrayList<>();
    for (IndexedRule rule : rules) {
      if (rule.rule().match().tool(tool)) {
        found.add(rule);
      }
    }
    return found.toArray(IndexedRule[]::new);
  }
}
