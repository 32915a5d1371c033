package dev.hindcast.cli.replay;

import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.output.Table;
import dev.hindcast.cli.output.Terminal;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.Effect;
import dev.hindcast.proto.replay.v1.GroupCount;
import dev.hindcast.proto.replay.v1.KindCount;
import dev.hindcast.proto.replay.v1.Mode;
import dev.hindcast.proto.replay.v1.PolicyRef;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.RuleUsage;
import dev.hindcast.proto.replay.v1.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A diff as a person wants to read it: what it means first, then where it comes from. */
public final class DiffText {
  private static final int TOP = 8;
  private static final int BROKEN = 5;
  private static final String INDENT = "  ";

  private final Replay replay;
  private final Diff diff;
  private final List<String> lines = new ArrayList<>();

  private DiffText(Replay replay, Diff diff) {
    this.replay = replay;
    this.diff = diff;
  }

  /** The lines for a replay and its diff. */
  public static List<String> lines(Replay replay, Diff diff) {
    var text = new DiffText(replay, diff);
    text.headline();
    text.kinds();
    text.matrix();
    text.groups("RULE", diff.getRulesList());
    text.groups("TOOL", diff.getToolsList());
    text.groups("AGENT", diff.getAgentsList());
    text.broken();
    text.coverage();
    text.rules();
    text.footer();
    return List.copyOf(text.lines);
  }

  private void headline() {
    lines.add(policy(replay.getCandidate()) + " against " + policy(replay.getBaseline()));
    lines.add("");
    var judged = covered();
    if (!diff.getComplete()) {
      lines.add(
          "The replay has not ended, or not well: these are the counts of the shards that were judged.");
    }
    lines.add(
        Terminal.bold(
            diff.getChangedCount() == 0
                ? "Not one of " + Texts.count(judged, "action") + " would be decided differently."
                : Texts.count(diff.getChangedCount())
                    + " of "
                    + Texts.count(judged, "action")
                    + " would be decided differently ("
                    + Texts.percent(diff.getChangedCount(), judged)
                    + ")."));
    if (diff.getChangedCount() > 0) {
      lines.add(Terminal.bold(consequence()));
    }
  }

  private String consequence() {
    var workflows = diff.getWorkflows();
    var broken = workflows.getSuccessCount();
    var text =
        broken == 0
            ? "No workflow that succeeded would break"
            : Texts.count(broken, "workflow") + " that succeeded would break";
    return workflows.getIncidentCount() == 0
        ? text + "."
        : text
            + "; in "
            + Texts.count(workflows.getIncidentCount(), "incident")
            + " the candidate would have stepped in.";
  }

  /** Actions of which is known what becomes of them: judged, or certainly unchanged. */
  private long covered() {
    return diff.getCoverage().getJudgedCount() + diff.getCoverage().getUnpulledCount();
  }

  private void kinds() {
    if (diff.getKindsCount() == 0) {
      return;
    }
    var table =
        new Table(
            INDENT,
            "CHANGE",
            ">ACTIONS",
            diff.getCoverage().getUnpulledCount() == 0 ? ">OF JUDGED" : ">OF COVERED");
    for (var kind : diff.getKindsList()) {
      table.row(
          Kinds.words(kind.getKind()),
          Texts.count(kind.getCount()),
          Texts.percent(kind.getCount(), covered()));
    }
    block(table);
  }

  private void matrix() {
    var froms = new TreeSet<Effect>();
    var tos = new TreeSet<Effect>();
    for (var cell : diff.getTransitionsList()) {
      froms.add(cell.getFrom());
      tos.add(cell.getTo());
    }
    if (froms.isEmpty()) {
      return;
    }
    var headings = new ArrayList<String>();
    headings.add("FROM \\ TO");
    tos.forEach(to -> headings.add(">" + Kinds.words(to)));
    var table = new Table(INDENT, headings.toArray(String[]::new));
    for (var from : froms) {
      var row = new ArrayList<String>();
      row.add(Kinds.words(from));
      tos.forEach(to -> row.add(cell(from, to)));
      table.row(row.toArray(String[]::new));
    }
    block(table);
  }

  private String cell(Effect from, Effect to) {
    var count =
        diff.getTransitionsList().stream()
            .filter(cell -> cell.getFrom() == from && cell.getTo() == to)
            .mapToLong(cell -> cell.getCount())
            .sum();
    return count == 0 ? "." : Texts.count(count);
  }

  private void groups(String heading, List<GroupCount> groups) {
    if (groups.isEmpty()) {
      return;
    }
    var table = new Table(INDENT, heading, ">CHANGES", "OF WHICH");
    var sorted =
        groups.stream().sorted((a, b) -> Long.compare(b.getCount(), a.getCount())).toList();
    for (var group : sorted.subList(0, Math.min(TOP, sorted.size()))) {
      table.row(
          (group.getKey().isEmpty() ? "(default)" : group.getKey())
              + (group.getSide() == Side.SIDE_BASELINE ? " (of the baseline)" : ""),
          Texts.count(group.getCount()),
          group.getKindsList().stream().map(DiffText::kind).collect(Collectors.joining(", ")));
    }
    block(table);
    if (sorted.size() > TOP) {
      lines.add(INDENT + "… and " + Texts.count(sorted.size() - TOP) + " more");
    }
  }

  private static String kind(KindCount kind) {
    return Texts.count(kind.getCount()) + " " + Kinds.words(kind.getKind());
  }

  private void broken() {
    var impact = diff.getWorkflows();
    var lost =
        impact.getSuccessCount()
            + impact.getFailureCount()
            + impact.getIncidentCount()
            + impact.getUnknownCount();
    if (lost == 0) {
      return;
    }
    lines.add("");
    lines.add(
        "Workflows that lose an action: "
            + Texts.count(impact.getSuccessCount())
            + " success (broken), "
            + Texts.count(impact.getFailureCount())
            + " failure, "
            + Texts.count(impact.getIncidentCount())
            + " incident, "
            + Texts.count(impact.getUnknownCount())
            + " unknown");
    if (impact.getBrokenCount() == 0) {
      return;
    }
    var table =
        new Table(
            INDENT, "BROKEN WORKFLOW", "AGENT", ">STEP", "FIRST DIVERGENCE", ">LOST", ">AFTER IT");
    for (var workflow :
        impact.getBrokenList().subList(0, Math.min(BROKEN, impact.getBrokenCount()))) {
      table.row(
          Texts.shortened(workflow.getWorkflowId(), 48),
          Texts.shortened(workflow.getAgent(), 32),
          Texts.count(workflow.getFirstStep()),
          workflow.getTool()
              + " by "
              + (workflow.getRule().isEmpty() ? "default" : workflow.getRule()),
          Texts.count(workflow.getLostActionCount()),
          Texts.count(workflow.getCounterfactualChangeCount()));
    }
    lines.addAll(table.lines());
    if (impact.getSuccessCount() > BROKEN) {
      lines.add(INDENT + "… and " + Texts.count(impact.getSuccessCount() - BROKEN) + " more");
    }
  }

  private void coverage() {
    var coverage = diff.getCoverage();
    var delta = coverage.getUnpulledCount() > 0;
    lines.add("");
    lines.add(
        "Coverage: "
            + Texts.count(covered())
            + " of "
            + Texts.count(coverage.getActionCount(), "action")
            + (delta ? " covered (" : " judged (")
            + Texts.percent(covered(), coverage.getActionCount())
            + ")"
            + (delta
                ? ": "
                    + Texts.count(coverage.getJudgedCount())
                    + " judged, "
                    + Texts.count(coverage.getUnpulledCount())
                    + " that no changed rule can touch"
                : "")
            + (coverage.getNotReplayableCount() == 0
                ? ""
                : "; not replayable: "
                    + coverage.getNotReplayableList().stream()
                        .map(r -> Texts.count(r.getCount()) + " " + r.getReason())
                        .collect(Collectors.joining(", "))));
    mode();
  }

  private void mode() {
    if (replay.getMode() == Mode.MODE_DELTA) {
      lines.add(
          "Delta replay: "
              + Texts.count(replay.getAudit().getSampledCount())
              + " of the others were judged as a sample and are unchanged (seed "
              + replay.getAudit().getSeed()
              + "); --mode full judges all");
    }
    replay.getFullReasonsList().forEach(reason -> lines.add("Full replay: " + reason));
  }

  private void rules() {
    // Of what was not judged nobody knows which rule decided it.
    var judgedAll = diff.getCoverage().getUnpulledCount() == 0;
    var dead =
        diff.getRuleUsageList().stream()
            .filter(
                u ->
                    judgedAll
                        && u.getInCandidate()
                        && !u.getRule().isEmpty()
                        && u.getCandidateDecidedCount() == 0)
            .map(RuleUsage::getRule)
            .toList();
    if (!dead.isEmpty()) {
      lines.add("Rules of the candidate that never decided: " + String.join(", ", dead));
    }
    var skipped =
        diff.getRuleUsageList().stream().mapToLong(RuleUsage::getCandidateErrorCount).sum();
    if (skipped > 0) {
      lines.add("Errors of the candidate that were skipped: " + Texts.count(skipped));
    }
  }

  private void footer() {
    var elapsed = replay.getProgress().getElapsed();
    var nanos = Duration.ofSeconds(elapsed.getSeconds(), elapsed.getNanos()).toNanos();
    var rate = nanos == 0 ? 0 : Math.round(diff.getCoverage().getActionCount() * 1e9 / nanos);
    lines.add(
        "Fork in "
            + Texts.duration(diff.getForkDuration())
            + ", replay in "
            + Texts.duration(elapsed)
            + " ("
            + Texts.count(rate)
            + " actions/s, "
            + Texts.count(replay.getProgress().getShardCount(), "shard")
            + ")");
    lines.add(
        replay.getName()
            + (diff.getDigest().isEmpty() ? "" : ", digest " + Texts.digest(diff.getDigest())));
  }

  private void block(Table table) {
    lines.add("");
    lines.addAll(table.lines());
  }

  static String policy(PolicyRef policy) {
    if (policy.getAllowAll()) {
      return "no policy (everything allowed)";
    }
    return policy.getVersion().isEmpty()
        ? policy.getBundle() + " (unpublished, sha256 " + Texts.digest(policy.getDigest()) + ")"
        : Names.shortVersion(policy.getVersion());
  }
}
