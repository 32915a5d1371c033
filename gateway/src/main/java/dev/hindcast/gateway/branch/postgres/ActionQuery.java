package dev.hindcast.gateway.branch.postgres;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.JsonValues;
import dev.hindcast.policy.engine.EvaluationInput;
import dev.hindcast.policy.engine.WorkflowPast;
import dev.hindcast.policy.reads.Reads;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads one action as a policy sees it. */
record ActionQuery(BranchQuery query) {
  private static final String COLUMNS =
      """
      SELECT action_id, workflow_id, step, occurred_at, tenant, agent, model, operation, coalesce(tool, '') AS tool,
        arguments, context, erased, result, error
      FROM\s""";

  Optional<EvaluationInput> input(long actionId, Reads reads) {
    return input("action", actionId, reads);
  }

  /** An action that arrived after the fork, with the history that its slice knew. */
  Optional<EvaluationInput> arrived(
      long actionId, Reads reads, Function<String, Optional<String>> slice) {
    return query
        .first(
            "SELECT recorded_xid::text FROM hindcast_live_action WHERE action_id = ?",
            statement -> statement.setLong(1, actionId),
            row -> row.getString(1))
        .flatMap(slice)
        .flatMap(
            upto ->
                input(
                    """
                    (SELECT * FROM action UNION ALL SELECT * FROM hindcast_live_action
                      WHERE pg_visible_in_snapshot(recorded_xid, '%s'::pg_snapshot)) AS known"""
                        .formatted(upto),
                    actionId,
                    reads));
  }

  private Optional<EvaluationInput> input(String actions, long actionId, Reads reads) {
    return query
        .first(
            COLUMNS + actions + " WHERE action_id = ?",
            statement -> statement.setLong(1, actionId),
            ActionQuery::action)
        .map(
            action -> {
              var past = new WorkflowPast(reads);
              if (reads.history()) {
                remember(actions, action, past);
              }
              return past.input(action);
            });
  }

  private void remember(String actions, Action action, WorkflowPast past) {
    query.each(
        COLUMNS
            + actions
            + " WHERE workflow_id = ? AND (step, action_id) < (?, ?) ORDER BY step, action_id",
        statement -> {
          statement.setString(1, action.workflowId());
          statement.setInt(2, action.step());
          statement.setLong(3, action.id());
        },
        row -> {
          past.append(action(row), json(row.getString("result")), row.getString("error"));
          return !past.isTooLong();
        });
  }

  private static Action action(ResultSet row) throws SQLException {
    return new Action(
        row.getLong("action_id"),
        row.getString("workflow_id"),
        row.getInt("step"),
        row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
        row.getString("tenant"),
        row.getString("agent"),
        row.getString("model"),
        row.getString("operation"),
        row.getString("tool"),
        JsonValues.asObject(json(row.getString("arguments"))).orElse(null),
        JsonValues.asObject(json(row.getString("context"))).orElse(Map.of()),
        List.of((String[]) row.getArray("erased").getArray()));
  }

  private static @Nullable Object json(@Nullable String text) {
    return text == null ? null : JsonValues.parse(text);
  }
}
