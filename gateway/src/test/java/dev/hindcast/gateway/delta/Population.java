package dev.hindcast.gateway.delta;

import com.zaxxer.hikari.HikariDataSource;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.JsonValues;
import dev.hindcast.testkit.TestPostgres;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/** Actions in a database of their own, and the same actions as policies see them. */
final class Population implements AutoCloseable {
  private final HikariDataSource pool = Databases.pool(TestPostgres.traceStore(), "population");
  private final Jdbc jdbc = new Jdbc(pool, "the population");

  /** More than there are. */
  private long ids = 1;

  void add(
      String workflow,
      int step,
      String agent,
      String model,
      String tool,
      String arguments,
      String context,
      String erased) {
    ids++;
    var _ =
        jdbc.update(
            """
            INSERT INTO hindcast.action (workflow_id, step, occurred_at, agent, model, tool, arguments, context, erased)
            VALUES (?, ?, '2026-05-01', ?, ?, ?, ?::jsonb, ?::jsonb, ?::text[])""",
            statement -> {
              statement.setString(1, workflow);
              statement.setInt(2, step);
              statement.setString(3, agent);
              statement.setString(4, model);
              statement.setString(5, tool);
              statement.setString(6, arguments);
              statement.setString(7, context);
              statement.setString(8, erased);
            });
  }

  List<Action> actions() {
    return jdbc.query(
        """
        SELECT action_id, workflow_id, step, occurred_at, tenant, agent, model, operation, tool, arguments, context, erased
        FROM hindcast.action ORDER BY action_id""",
        Binder.NONE,
        Population::action);
  }

  /** Ids that a statement of a scan finds in all of it. */
  List<Long> found(String statement) {
    return jdbc.query(
        // The driver takes a lone question mark for a parameter: there is none in literals.
        statement
            .replace("FROM action", "FROM hindcast.action")
            .replace("$1", "1::bigint")
            .replace("$2", ids + "::bigint"),
        Binder.NONE,
        row -> row.getLong(1));
  }

  private static Action action(ResultSet row) throws SQLException {
    var tool = row.getString("tool");
    return new Action(
        row.getLong("action_id"),
        row.getString("workflow_id"),
        row.getInt("step"),
        row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
        row.getString("tenant"),
        row.getString("agent"),
        row.getString("model"),
        row.getString("operation"),
        tool == null ? "" : tool,
        JsonValues.asObject(json(row, "arguments")).orElse(null),
        JsonValues.asObject(json(row, "context")).orElse(Map.of()),
        List.of((String[]) row.getArray("erased").getArray()));
  }

  private static Object json(ResultSet row, String column) throws SQLException {
    var text = row.getString(column);
    return text == null ? null : JsonValues.parse(text);
  }

  @Override
  public void close() {
    pool.close();
  }
}
