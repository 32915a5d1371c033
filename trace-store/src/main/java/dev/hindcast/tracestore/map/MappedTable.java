package dev.hindcast.tracestore.map;

import java.util.List;
import java.util.Map;

/** The tables of the contract that a view may stand for. */
public enum MappedTable {
  ACTION(
      "action",
      List.of(
          "action_id",
          "recorded_xid",
          "workflow_id",
          "step",
          "occurred_at",
          "tenant",
          "agent",
          "model",
          "operation",
          "context",
          "erased"),
      List.of(List.of("action_id"), List.of("workflow_id", "step"))),
  WORKFLOW_OUTCOME(
      "workflow_outcome",
      List.of("workflow_id", "outcome", "labels", "occurred_at", "recorded_xid", "outcome_id"),
      List.of(List.of("outcome_id")));

  /** What to write for a column that the team's tables do not have. */
  private static final Map<String, String> ABSENT =
      Map.ofEntries(
          Map.entry("action_id", "a bigint that is unique and indexed, AS action_id"),
          Map.entry("outcome_id", "a bigint that is unique and grows, AS outcome_id"),
          Map.entry(
              "recorded_xid",
              "coalesce(t.hindcast_xid, '3'::xid8) AS recorded_xid, after `hindcast store prepare` on the table"),
          Map.entry("workflow_id", "the agent run's id::text COLLATE \"C\" AS workflow_id"),
          Map.entry("step", "the position in the run, from 0, ::integer AS step"),
          Map.entry("occurred_at", "when it happened, ::timestamptz AS occurred_at"),
          Map.entry("operation", "'execute_tool'::text AS operation"),
          Map.entry("context", "'{}'::jsonb AS context"),
          Map.entry("labels", "'{}'::jsonb AS labels"),
          Map.entry("outcome", "one of success, failure, incident, unknown, ::text AS outcome"),
          Map.entry("erased", "'{}'::text[] AS erased"),
          Map.entry("tenant", "''::text AS tenant, and 'tenant' in erased if it is not recorded"),
          Map.entry("agent", "''::text AS agent, and 'agent' in erased if it is not recorded"),
          Map.entry("model", "''::text AS model, and 'model' in erased if it is not recorded"));

  private final String table;
  private final List<String> required;
  private final List<List<String>> keys;

  MappedTable(String table, List<String> required, List<List<String>> keys) {
    this.table = table;
    this.required = List.copyOf(required);
    this.keys = List.copyOf(keys);
  }

  /** Its name in the schema {@code hindcast}. */
  public String table() {
    return table;
  }

  /** The view's name that a fork looks for. */
  public String view() {
    return "mapped_" + table;
  }

  boolean requires(String column) {
    return required.contains(column);
  }

  List<List<String>> keys() {
    return keys;
  }

  String absent(String column, String type) {
    return ABSENT.getOrDefault(column, "NULL::" + type + " AS " + column + " (not recorded)");
  }
}
