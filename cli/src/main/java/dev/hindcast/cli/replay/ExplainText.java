package dev.hindcast.cli.replay;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.proto.replay.v1.Decision;
import dev.hindcast.proto.replay.v1.ExplainChangeResponse;
import dev.hindcast.proto.replay.v1.Judgement;
import dev.hindcast.proto.replay.v1.RuleTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Why both policies decided as they did, for a person. */
public final class ExplainText {
  private static final int WIDTH = 150;

  private ExplainText() {}

  /** The lines for an explanation. */
  public static List<String> lines(ExplainChangeResponse response) {
    var lines = new ArrayList<String>();
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
      lines.add("The decision about this action does not differ.");
    }
    fields(lines, response.getAction());
    judgement(lines, "Baseline", response.getBaseline());
    judgement(lines, "Candidate", response.getCandidate());
    return lines;
  }

  private static void fields(List<String> lines, Struct action) {
    action
        .getFieldsMap()
        .forEach(
            (name, value) -> lines.add("  " + name + ": " + Texts.shortened(json(value), WIDTH)));
  }

  private static void judgement(List<String> lines, String side, Judgement judgement) {
    lines.add(side + ": " + decision(judgement.getDecision()));
    for (var edit : judgement.getDecision().getEditsList()) {
      lines.add(
          "  edits "
              + edit.getPath()
              + (edit.getRemoved()
                  ? ": removed"
                  : " = " + Texts.shortened(json(edit.getValue()), WIDTH)));
    }
    for (var rule : judgement.getRulesList()) {
      lines.add("  " + (rule.getDeciding() ? "> " : "  ") + rule(rule));
      rule.getInputs()
          .getFieldsMap()
          .forEach(
              (path, value) ->
                  lines.add("        " + path + " = " + Texts.shortened(json(value), WIDTH)));
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

  // Whole numbers as people write them: protobuf's own JSON has 5.0 for every 5.
  private static String json(Value value) {
    return switch (value.getKindCase()) {
      case NUMBER_VALUE -> number(value.getNumberValue());
      case STRUCT_VALUE ->
          value.getStructValue().getFieldsMap().entrySet().stream()
              .map(field -> '"' + field.getKey() + "\": " + json(field.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case LIST_VALUE ->
          value.getListValue().getValuesList().stream()
              .map(ExplainText::json)
              .collect(Collectors.joining(", ", "[", "]"));
      case STRING_VALUE -> '"' + value.getStringValue().replace("\n", "\\n") + '"';
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      case NULL_VALUE, KIND_NOT_SET -> "null";
    };
  }

  private static String number(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}
