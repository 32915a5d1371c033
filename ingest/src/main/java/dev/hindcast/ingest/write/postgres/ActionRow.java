package dev.hindcast.ingest.write.postgres;

import dev.hindcast.ingest.action.IncomingAction;
import dev.hindcast.tracestore.copy.CopyRows;
import java.util.List;

/** A row of the table {@code action}, in the order of the columns that the store names. */
final class ActionRow {
  private ActionRow() {}

  static void append(CopyRows rows, IncomingAction action, int step) {
    var decision = action.decision();
    rows.text(action.workflowId())
        .number(step)
        .text(action.time().toString())
        .text(orEmpty(action.tenant()))
        .text(orEmpty(action.agent()))
        .text(orEmpty(action.model()))
        .text(action.operation())
        .text(action.tool())
        .text(action.arguments())
        .text(action.context())
        .text(action.result())
        .text(action.error())
        .text(array(action.unknown()))
        .text(decision.effect())
        .text(decision.ruleId())
        .text(decision.bundleVersion())
        .text(action.traceId())
        .text(action.spanId())
        .endRow();
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  /** As PostgreSQL writes an array of texts. */
  private static String array(List<String> texts) {
    var array = new StringBuilder("{");
    for (var text : texts) {
      array.append(array.length() == 1 ? "\"" : ",\"");
      array.append(text.replace("\\", "\\\\").replace("\"", "\\\""));
      array.append('"');
    }
    return array.append('}').toString();
  }
}
