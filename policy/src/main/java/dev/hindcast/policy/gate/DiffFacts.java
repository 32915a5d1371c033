package dev.hindcast.policy.gate;

import dev.hindcast.policy.diff.ShardSummary;
import dev.hindcast.policy.judge.ChangeKind;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a gate can ask of a diff, by name. */
public final class DiffFacts {
  static final String UNPULLED = "unpulled";
  static final String SKIPPED_ERRORS = "skipped_errors";
  static final String ONLY_OF_JUDGED =
      "skipped_errors is known of the judged actions only, and this delta replay left some out: replay with mode full";

  private DiffFacts() {}

  /** Workflows with a lost action, by their outcome in production. */
  public record Touched(long success, long failure, long incident, long unknown) {}

  /**
   * The value of {@code diff}: counts as whole numbers, {@code coverage} from 0 to 1.
   *
   * @param brokenWorkflows workflows that succeeded in production and lose an action
   */
  public static Map<String, Object> of(
      ShardSummary summary, long brokenWorkflows, Touched touched) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("actions", summary.actions());
    facts.put("judged", summary.judged());
    facts.put(UNPULLED, summary.unpulled());
    facts.put("unchanged", summary.unchanged());
    facts.put("changed", summary.changed());
    facts.put("not_replayable", summary.notReplayableTotal());
    facts.put("coverage", summary.coverage());
    for (ChangeKind kind : ChangeKind.values()) {
      facts.put(kind.id(), summary.count(kind));
    }
    facts.put(SKIPPED_ERRORS, summary.skippedErrors().values().stream().mapToLong(n -> n).sum());
    facts.put("broken_workflows", brokenWorkflows);
    facts.put(
        "touched",
        Map.of(
            "success", touched.success(),
            "failure", touched.failure(),
            "incident", touched.incident(),
            "unknown", touched.unknown()));
    return facts;
  }
}
