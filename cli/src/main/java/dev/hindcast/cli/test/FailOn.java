package dev.hindcast.cli.test;

import dev.hindcast.cli.output.CommandException;
import dev.hindcast.cli.replay.Kinds;
import dev.hindcast.policy.gate.Gate;
import dev.hindcast.policy.gate.Gates;
import dev.hindcast.proto.replay.v1.ChangeKind;
import dev.hindcast.proto.replay.v1.Diff;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What makes the exit code 1: words that name something of the diff that must not occur, or
 * conditions over the diff that must not be true, in the language of gates.
 */
public final class FailOn {
  private static final Pattern WORDS = Pattern.compile(",");

  private final List<Gate> conditions;

  private FailOn(List<Gate> conditions) {
    this.conditions = List.copyOf(conditions);
  }

  /** Reads the values of the option; one with {@code diff.} in it is a condition. */
  public static FailOn parse(List<String> values) {
    var conditions = new ArrayList<Gate>();
    for (var value : values) {
      if (value.contains("diff.")) {
        conditions.add(compile(value, value));
      } else {
        WORDS
            .splitAsStream(value)
            .map(String::strip)
            .forEach(word -> conditions.add(compile(word, condition(word))));
      }
    }
    return new FailOn(conditions);
  }

  /** The values that hold for the diff, as they were written. */
  public List<String> holding(Diff diff) {
    var facts = facts(diff);
    var holding = new ArrayList<String>();
    for (var condition : conditions) {
      var verdict = condition.evaluate(facts);
      if (!verdict.error().isEmpty()) {
        throw new CommandException(
            "--fail-on '" + condition.name() + "' could not be evaluated: " + verdict.error());
      }
      if (verdict.passed()) {
        holding.add(condition.name());
      }
    }
    return List.copyOf(holding);
  }

  private static String condition(String word) {
    return switch (word) {
      case "any", "changed" -> "diff.changed > 0";
      case "broken" -> "diff.broken_workflows > 0";
      case "not-replayable" -> "diff.not_replayable > 0";
      default ->
          Kinds.find(word)
              .map(kind -> "diff." + Kinds.field(kind) + " > 0")
              .orElseThrow(() -> new CommandException(unknown(word)));
    };
  }

  private static String unknown(String word) {
    return "--fail-on '"
        + word
        + "' is neither a condition over diff nor one of: any, broken, not-replayable, "
        + Kinds.all().stream().map(Kinds::option).collect(Collectors.joining(", "));
  }

  private static Gate compile(String name, String expression) {
    var result = Gates.compile(name, expression);
    return result
        .gate()
        .orElseThrow(
            () ->
                new CommandException(
                    "--fail-on '" + name + "' is no condition over diff",
                    result.issues().stream().map(issue -> "  " + issue.message()).toList()));
  }

  /** The same names that the gateway gives to gates. */
  static Map<String, Object> facts(Diff diff) {
    var coverage = diff.getCoverage();
    var facts = new LinkedHashMap<String, Object>();
    facts.put("actions", coverage.getActionCount());
    facts.put("judged", coverage.getJudgedCount());
    facts.put("unpulled", coverage.getUnpulledCount());
    facts.put("unchanged", diff.getUnchangedCount());
    facts.put("changed", diff.getChangedCount());
    var covered = coverage.getJudgedCount() + coverage.getUnpulledCount();
    facts.put("not_replayable", coverage.getActionCount() - covered);
    facts.put(
        "coverage",
        coverage.getActionCount() == 0 ? 0.0 : (double) covered / coverage.getActionCount());
    for (var kind : Kinds.all()) {
      facts.put(Kinds.field(kind), count(diff, kind));
    }
    facts.put(
        "skipped_errors",
        diff.getRuleUsageList().stream()
            .mapToLong(usage -> usage.getBaselineErrorCount() + usage.getCandidateErrorCount())
            .sum());
    var workflows = diff.getWorkflows();
    facts.put("broken_workflows", workflows.getSuccessCount());
    facts.put(
        "touched",
        Map.of(
            "success", workflows.getSuccessCount(),
            "failure", workflows.getFailureCount(),
            "incident", workflows.getIncidentCount(),
            "unknown", workflows.getUnknownCount()));
    return facts;
  }

  private static long count(Diff diff, ChangeKind kind) {
    return diff.getKindsList().stream()
        .filter(count -> count.getKind() == kind)
        .mapToLong(count -> count.getCount())
        .sum();
  }
}
