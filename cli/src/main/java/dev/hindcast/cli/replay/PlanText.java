package dev.hindcast.cli.replay;

import dev.hindcast.cli.output.Terminal;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.proto.replay.v1.ChangedRule;
import dev.hindcast.proto.replay.v1.Mode;
import dev.hindcast.proto.replay.v1.ReplayPlan;
import java.util.ArrayList;
import java.util.List;

/** A plan as a person wants to read it: how much is judged, why not less, and the SQL. */
public final class PlanText {
  private static final String INDENT = "  ";

  private final ReplayPlan plan;
  private final List<String> lines = new ArrayList<>();

  private PlanText(ReplayPlan plan) {
    this.plan = plan;
  }

  /** The lines for a plan. */
  public static List<String> lines(ReplayPlan plan) {
    var text = new PlanText(plan);
    text.headline();
    text.reads();
    text.rules();
    text.statement();
    return List.copyOf(text.lines);
  }

  private void headline() {
    lines.add(
        DiffText.policy(plan.getCandidate()) + " against " + DiffText.policy(plan.getBaseline()));
    lines.add("");
    var all = plan.getEstimatedActionCount();
    lines.add(
        Terminal.bold(
            plan.getMode() == Mode.MODE_DELTA
                ? "Delta replay: about "
                    + Texts.count(plan.getEstimatedJudgedCount())
                    + " of "
                    + Texts.count(all, "action")
                    + " are judged ("
                    + Texts.percent(plan.getEstimatedJudgedCount(), all)
                    + "); the database counts the others as unchanged."
                : "Full replay: all of about " + Texts.count(all, "action") + " are judged."));
    plan.getFullReasonsList().forEach(reason -> lines.add("Not a delta replay: " + reason + "."));
    lines.add(
        Texts.count(plan.getShardCount(), "shard")
            + (plan.getByWorkflow() ? " of whole workflows" : " of action ids")
            + (plan.getEstimatedCost() == 0
                ? ""
                : ", cost in PostgreSQL's units about "
                    + Texts.count(Math.round(plan.getEstimatedCost()))));
    if (plan.hasAudit()) {
      lines.add(
          "Audit: one in "
              + Texts.count(plan.getAudit().getOneIn())
              + " of what is left out, about "
              + Texts.count(plan.getAudit().getSampledCount(), "action"));
    }
  }

  private void reads() {
    lines.add("");
    lines.add("Read of an action to judge it: " + String.join(", ", plan.getColumnsList()));
    lines.add(
        "JSON paths: "
            + (plan.getPathsCount() == 0 ? "none" : String.join(", ", plan.getPathsList())));
  }

  private void rules() {
    if (plan.getMode() != Mode.MODE_DELTA) {
      return;
    }
    lines.add("");
    if (plan.getChangedRulesCount() == 0) {
      lines.add("No rule differs: only what may not be replayable is judged.");
    }
    for (var rule : plan.getChangedRulesList()) {
      lines.add(
          Terminal.bold(rule.getRule()) + " (" + words(rule.getKind()) + ") is pushed down as");
      lines.add(INDENT + rule.getPredicate());
      for (var part : rule.getNotPushedDownList()) {
        lines.add(INDENT + "but not " + part.getExpression() + ": " + part.getReason());
      }
    }
  }

  private void statement() {
    lines.add("");
    lines.add("SQL of a shard, $1 and $2 are its bounds:");
    plan.getStatement().lines().forEach(line -> lines.add(INDENT + line));
  }

  private static String words(ChangedRule.Kind kind) {
    return switch (kind) {
      case KIND_ADDED -> "added";
      case KIND_REMOVED -> "removed";
      case KIND_CONDITION_CHANGED -> "other conditions";
      case KIND_CONDUCT_CHANGED -> "other effect, or moved";
      case KIND_UNSPECIFIED, UNRECOGNIZED -> "changed";
    };
  }
}
