package dev.hindcast.gateway.delta;

import dev.hindcast.gateway.replay.Window;
import dev.hindcast.policy.action.ValuePath;
import dev.hindcast.policy.reads.ActionColumn;
import dev.hindcast.policy.reads.HistoryField;
import dev.hindcast.policy.reads.KeySet;
import dev.hindcast.policy.reads.Reads;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is read of every action that is judged, as names and as the statement that reads it. */
record ReadSql(List<String> columns, List<String> paths, String statement) {
  ReadSql {
    columns = List.copyOf(columns);
    paths = List.copyOf(paths);
  }

  static ReadSql of(Reads reads, Window window) {
    List<String> columns = new ArrayList<>(List.of("action_id", "step", "occurred_at"));
    columns.addAll(List.of("workflow_id", "tool", "agent", "erased"));
    for (var column : List.of(ActionColumn.TENANT, ActionColumn.MODEL, ActionColumn.OPERATION)) {
      if (reads.columns().contains(column)) {
        columns.add(column.name().toLowerCase(Locale.ROOT));
      }
    }
    for (var field : List.of(HistoryField.RESULT, HistoryField.ERROR)) {
      if (reads.historyFields().contains(field)) {
        columns.add(field.name().toLowerCase(Locale.ROOT));
      }
    }
    List<String> paths = new ArrayList<>();
    List<String> values = new ArrayList<>(columns);
    document("args", "arguments", reads.args().union(reads.historyArgs()), paths, values);
    document("context", "context", reads.context().union(reads.historyContext()), paths, values);
    var where =
        reads.history()
            ? "workflow_id COLLATE \"C\" >= $1 AND workflow_id COLLATE \"C\" < $2"
            : "action_id >= $1 AND action_id < $2";
    return new ReadSql(
        columns,
        paths,
        "SELECT "
            + String.join(", ", values)
            + "\nFROM action\nWHERE "
            + where
            + ScanSql.bounds(window)
            + (reads.history() ? "\nORDER BY workflow_id COLLATE \"C\", step, action_id" : ""));
  }

  private static void document(
      String root, String column, KeySet keys, List<String> paths, List<String> values) {
    if (keys.all()) {
      paths.add(root);
      values.add(column);
    }
    for (var key : keys.keys()) {
      paths.add(ValuePath.of(root).key(key).toString());
      values.add(column + " -> " + SqlLiterals.text(key));
    }
  }
}
