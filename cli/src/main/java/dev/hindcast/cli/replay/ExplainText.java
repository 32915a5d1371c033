package dev.hindcast.cli.replay;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.proto.replay.v1.Decision;
import dev.hindcast.proto.replay.v1.ExplainChangeResponse;
import dev.hindcast.proto.replay.v1.Judgement;
import dev.hindcast.proto.replay.v1.RecordedAction;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.RuleTrace;
import dev.hindcast.proto.replay.v1.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Why both policies decided as they did, for a person. */
public final class ExplainText {
  private static final int WIDTH = 150;

  private ExplainText() {}

  /** The lines for an explanation of an action of a replay. */
  public static List<String> lines(Replay replay, ExplainChangeResponse response) {
    var lines = new ArrayList<String>();
    var action = response.getAction();
    if (response.hasChange()) {
      var change = response.getChange();
      lines.add(
          "Action "
              + change.getActionId()
              + ", step "
              + change.getStep()
              + " of "
              + change.getWorkflowId()
              + " ("
              + (change.getOutcome().getNumber() == 0
                  ? "outcome unknown"
                  : Texts.words(change.getOutcome(), "OUTCOME_"))
              + "): "
              + Kinds.words(change.getKind())
              + (change.getCounterfactual() ? ", counterfactual" : ""));
    } else {
      lines.add(
          "Action "
              + action.getActionId()
              + ", step "
              + action.getStep()
              + " of "
              + action.getWorkflowId()
              + ": "
              + withoutChange(replay, response));
    }
    fields(lines, action);
    var guess = response.getNotReplayable().isEmpty() ? "" : " (a guess)";
    judgement(lines, "Baseline" + guess, response.getBaseline());
    judgement(lines, "Candidate" + guess, response.getCandidate());
    return lines;
  }

  // "Does not differ" is said only of an action that the replay has judged.
  private static String withoutChange(Replay replay, ExplainChangeResponse response) {
    if (!response.getNotReplayable().isEmpty()) {
      return "not replayable, "
          + response.getNotReplayable()
          + ". The replay does not judge it; what is missing is taken for absent below.";
    }
    if (!holds(replay.getWindow(), response.getAction().getActionTime())) {
      return "outside of the replay's window, so not judged by it.";
    }
    return replay.getState() == Replay.State.STATE_SUCCEEDED
        ? "the decision does not differ."
        : "the replay, "
            + Texts.words(replay.getState(), "STATE_")
            + ", has recorded no change of it.";
  }

  private static boolean holds(Window window, Timestamp time) {
    return (!window.hasStartTime() || Timestamps.compare(window.getStartTime(), time) <= 0)
        && (!window.hasEndTime() || Timestamps.compare(time, window.getEndTime()) < 0);
  }

  private static void fields(List<String> lines, RecordedAction action) {
    field(lines, "time", Timestamps.toString(action.getActionTime()));
    field(lines, "tenant", action.getTenant());
    field(lines, "agent", action.getAgent());
    field(lines, "model", action.getModel());
    field(lines, "operation", action.getOperation());
    field(lines, "tool", action.getTool());
    field(lines, "arguments", action.getArgumentsJson());
    field(lines, "context", action.getContextJson());
    field(lines, "erased", String.join(", ", action.getErasedList()));
  }

  private static void field(List<String> lines, String name, String value) {
    if (!value.isEmpty()) {
      lines.add("  " + name + ": " + Texts.shortened(value, WIDTH));
    }
  }

  private static void judgement(List<String> lines, String side, Judgement judgement) {
    lines.add(side + ": " + decision(judgement.getDecision()));
    for (var edit : judgement.getDecision().getEditsList()) {
      lines.add(
          "  edits "
              + edit.getPath()
              + (edit.getRemoved()
                  ? ": removed"
                  : " = " + Texts.shortened(edit.getValueJson(), WIDTH)));
    }
    for (var rule : judgement.getRulesList()) {
      lines.add("  " + (rule.getDeciding() ? "> " : "  ") + rule(rule));
      new TreeMap<>(rule.getInputsMap())
          .forEach(
              (path, value) ->
                  lines.add("        " + path + " = " + Texts.shortened(value, WIDTH)));
    }
  }

  private static String decision(Decision decision) {
    var text = new StringBuilder(Kinds.words(decision.getEffect()));
    text.append(decision.getRule().isEmpty() ? " by default" : " by rule " + decision.getRule());
    if (!decision.getReason().isEmpty()) {
      text.append(" (").append(decision.getReason()).append(')');
    }
    if (!decision.getMessage().isEmpty()) {
      text.append(": ").append(decision.getMessage());
    }
    if (!decision.getError().isEmpty()) {
      text.append("; it could not be evaluated: ").append(decision.getError());
    }
    return text.toString();
  }

  private static String rule(RuleTrace rule) {
    return rule.getRule()
        + " "
        + Texts.words(rule.getResult(), "RESULT_")
        + (rule.getCondition().isEmpty()
            ? ""
            : ": " + Texts.shortened(rule.getCondition().replaceAll("\\s+", " "), WIDTH))
        + (rule.getError().isEmpty() ? "" : " (" + rule.getError() + ")");
  }
}
