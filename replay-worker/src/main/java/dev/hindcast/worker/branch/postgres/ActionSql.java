package dev.hindcast.worker.branch.postgres;

import dev.hindcast.policy.reads.KeySet;
import dev.hindcast.worker.assignment.DeltaScan;
import dev.hindcast.worker.assignment.ShardRange;
import dev.hindcast.worker.assignment.Window;
import dev.hindcast.worker.branch.ActionQuery;
import dev.hindcast.worker.branch.DeltaRange;
import dev.hindcast.worker.branch.Projection;
import dev.hindcast.worker.branch.ToolKeys;
import dev.hindcast.worker.branch.ToolKeys.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The statement of a query; its select list is what {@link ActionRows} reads. Values, names of JSON
 * keys too, are parameters: a bundle's text never becomes SQL.
 *
 * @param parameters values of {@code $1}, {@code $2}, …
 */
record ActionSql(String text, List<Object> parameters) {
  ActionSql {
    parameters = List.copyOf(parameters);
  }

  static ActionSql of(ActionQuery query) {
    return new Writer().write(query);
  }

  /** What a statement of a scan finds, with what is read of it. */
  static ActionSql of(DeltaRange range, String statement) {
    return new Writer().write(range, statement);
  }

  static ActionSql count(DeltaRange range) {
    var count = range.scan().count();
    var bounds = range.range();
    // Of a whole branch all are counted. No literal of the gateway's holds a dollar sign.
    return new ActionSql(
        count, count.contains("$1") ? List.of(bounds.from(), bounds.to()) : List.of());
  }

  private static final class Writer {
    private final StringBuilder sql = new StringBuilder(512);
    private final List<Object> parameters = new ArrayList<>();

    ActionSql write(ActionQuery query) {
      if (query.range() instanceof ShardRange.Live slice) {
        return slice(query, SliceSql.of(slice, this::parameter));
      }
      select(query.projection());
      from(query.projection());
      range(query.range());
      window(query);
      if (query.projection().history()) {
        sql.append("\nORDER BY workflow_id COLLATE \"C\", step, action_id");
      }
      return new ActionSql(sql.toString(), parameters);
    }

    private ActionSql slice(ActionQuery query, SliceSql slice) {
      select(query.projection());
      if (query.projection().history()) {
        sql.append(", own\nFROM ")
            .append(slice.withHistory())
            .append("\nORDER BY workflow_id COLLATE \"C\", step, action_id");
      } else {
        sql.append("\nFROM ").append(SliceSql.ACTIONS).append("\nWHERE ").append(slice.own());
        bounds(query.window());
      }
      return new ActionSql(sql.toString(), parameters);
    }

    ActionSql write(DeltaRange range, String statement) {
      parameters.add(range.range().from());
      parameters.add(range.range().to());
      select(range.projection());
      sql.append("\nFROM ").append(statement, DeltaScan.FOUND.length(), statement.length());
      return new ActionSql(sql.toString(), parameters);
    }

    private void select(Projection projection) {
      // An empty array costs more than NULL on the way.
      sql.append(
          "SELECT action_id, step, occurred_at, workflow_id, tool, agent, NULLIF(erased, '{}')");
      if (projection.tenant()) {
        sql.append(", tenant");
      }
      if (projection.model()) {
        sql.append(", model");
      }
      if (projection.operation()) {
        sql.append(", operation");
      }
      if (projection.byTool().isPresent()) {
        ofTool(projection.byTool().get());
        return;
      }
      if (projection.arguments().isEmpty()) {
        sql.append(", arguments IS NOT NULL");
      } else if (!projection.arguments().all()) {
        sql.append(", jsonb_typeof(arguments) = 'object'");
      }
      json("arguments", projection.arguments());
      json("context", projection.context());
      if (projection.result()) {
        sql.append(", result");
      }
      if (projection.error()) {
        sql.append(", error");
      }
    }

    /** Without a key there is no look into a document: {@code ->} is strict. */
    private void ofTool(ToolKeys keys) {
      if (keys.arguments() == 0) {
        sql.append(", true");
      } else {
        sql.append(", CASE WHEN ");
        key("argument_key_0", keys.others().arguments(), 0);
        sql.append(" IS NULL THEN true ELSE jsonb_typeof(arguments) = 'object' END");
      }
      for (int i = 0; i < keys.arguments(); i++) {
        sql.append(", arguments -> ");
        key("argument_key_" + i, keys.others().arguments(), i);
      }
      for (int i = 0; i < keys.context(); i++) {
        sql.append(", context -> ");
        key("context_key_" + i, keys.others().context(), i);
      }
    }

    private void key(String column, List<String> others, int place) {
      if (place < others.size()) {
        sql.append("CASE WHEN keys_tool IS NULL THEN ")
            .append(parameter(others.get(place)))
            .append("::text ELSE ")
            .append(column)
            .append(" END");
      } else {
        sql.append(column);
      }
    }

    private void from(Projection projection) {
      sql.append("\nFROM action");
      projection.byTool().ifPresent(this::keys);
      sql.append("\nWHERE ");
    }

    /** A row a tool, joined by hashing. No key is the empty one. */
    private void keys(ToolKeys keys) {
      var columns = new StringBuilder("keys_tool");
      var arrays = new StringBuilder(array(keys.named().keySet().stream()));
      for (int i = 0; i < keys.arguments(); i++) {
        columns.append(", argument_key_").append(i);
        arrays.append(", ").append(array(keys, Keys::arguments, i));
      }
      for (int i = 0; i < keys.context(); i++) {
        columns.append(", context_key_").append(i);
        arrays.append(", ").append(array(keys, Keys::context, i));
      }
      sql.append(" LEFT JOIN unnest(")
          .append(arrays)
          .append(") AS keys(")
          .append(columns)
          .append(") ON keys_tool = tool COLLATE \"C\"");
    }

    private String array(ToolKeys keys, Function<Keys, List<String>> of, int place) {
      var values =
          keys.named().values().stream()
              .map(of)
              .map(all -> place < all.size() ? all.get(place) : "");
      return "array_replace(" + array(values) + ", '', NULL)";
    }

    private String array(Stream<String> values) {
      return parameter(values.toArray(String[]::new)) + "::text[]";
    }

    private void json(String column, KeySet keys) {
      if (keys.all()) {
        sql.append(", ").append(column);
      }
      for (var key : keys.keys()) {
        sql.append(", ").append(column).append(" -> ").append(parameter(key)).append("::text");
      }
    }

    private void range(ShardRange range) {
      switch (range) {
        case ShardRange.Live(_, _, long from, long to) -> actions(from, to);
        case ShardRange.Actions(long from, long to) -> actions(from, to);
        case ShardRange.Workflows(String from, String to) -> {
          sql.append("workflow_id COLLATE \"C\" >= ").append(parameter(from));
          if (!to.isEmpty()) {
            sql.append(" AND workflow_id COLLATE \"C\" < ").append(parameter(to));
          }
        }
      }
    }

    private void actions(long from, long to) {
      sql.append("action_id >= ")
          .append(parameter(from))
          .append(" AND action_id < ")
          .append(parameter(to));
    }

    private void window(ActionQuery query) {
      if (query.window().isUnbounded()) {
        return;
      }
      if (query.projection().history()) {
        sql.append("\nAND workflow_id IN (SELECT workflow_id FROM action WHERE ");
        range(query.range());
        bounds(query.window());
        sql.append(")");
      } else {
        bounds(query.window());
      }
    }

    private void bounds(Window window) {
      window.start().ifPresent(at -> sql.append(" AND occurred_at >= ").append(parameter(at)));
      window.end().ifPresent(at -> sql.append(" AND occurred_at < ").append(parameter(at)));
    }

    private String parameter(Object value) {
      parameters.add(value);
      return "$" + parameters.size();
    }
  }
}
