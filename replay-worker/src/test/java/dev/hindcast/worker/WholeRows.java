package dev.hindcast.worker;

import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.HistoryItem;
import dev.hindcast.policy.action.JsonValues;
import dev.hindcast.policy.action.WorkflowInfo;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.diff.ShardAccumulator;
import dev.hindcast.policy.diff.ShardSummary;
import dev.hindcast.policy.engine.EvaluationInput;
import dev.hindcast.policy.judge.Judge;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Judges a store in the plainest way: every column of every row, one after the other. */
final class WholeRows {
  private WholeRows() {}

  private record Item(Action action, Object result, String error) {}

  static ShardSummary judge(TestBranch branch, BundleSource baseline, BundleSource candidate) {
    return judge(branch, baseline, candidate, _ -> true);
  }

  static ShardSummary judge(
      TestBranch branch, BundleSource baseline, BundleSource candidate, Predicate<Action> wanted) {
    var judge = new Judge(Bundles.compiled(baseline), Bundles.compiled(candidate));
    var shard = new ShardAccumulator();
    String workflow = "";
    List<HistoryItem> history = new ArrayList<>();
    for (var item : items(branch)) {
      var action = item.action();
      if (!action.workflowId().equals(workflow)) {
        workflow = action.workflowId();
        history.clear();
      }
      if (wanted.test(action)) {
        var input = new EvaluationInput(action, WorkflowInfo.of(workflow), List.copyOf(history));
        shard.add(action, judge.judge(input, shard));
      }
      history.add(HistoryItem.of(action, item.result(), item.error()));
    }
    return shard.summary();
  }

  private static List<Item> items(TestBranch branch) {
    return branch
        .jdbc()
        .query(
            """
            SELECT action_id, workflow_id, step, occurred_at, tenant, agent, model, operation, tool,
              arguments, context, erased, result, error
            FROM hindcast.action ORDER BY workflow_id COLLATE "C", step, action_id""",
            Binder.NONE,
            WholeRows::item);
  }

  private static Item item(ResultSet row) throws SQLException {
    var tool = row.getString(9);
    Map<String, Object> args = JsonValues.asObject(json(row, 10)).orElse(null);
    return new Item(
        new Action(
            row.getLong(1),
            row.getString(2),
            row.getInt(3),
            time(row),
            row.getString(5),
            row.getString(6),
            row.getString(7),
            row.getString(8),
            tool == null ? "" : tool,
            args,
            JsonValues.asObject(json(row, 11)).orElse(Map.of()),
            List.of((String[]) row.getArray(12).getArray())),
        json(row, 13),
        row.getString(14));
  }

  private static Instant time(ResultSet row) throws SQLException {
    return row.getObject(4, OffsetDateTime.class).toInstant();
  }

  private static Object json(ResultSet row, int column) throws SQLException {
    var json = row.getString(column);
    return json == null ? null : JsonValues.parse(json);
  }
}
