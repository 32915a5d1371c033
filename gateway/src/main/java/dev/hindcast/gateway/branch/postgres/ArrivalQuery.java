package dev.hindcast.gateway.branch.postgres;

import dev.hindcast.gateway.branch.Arrivals;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads what arrived in a branch's store, through the branch's own login.
 *
 * <p>What a snapshot does not see is of a transaction that was open then, or that began later: both
 * are ranges of the index on {@code recorded_xid}, so that a transaction that stays open for hours
 * does not have everything since be read again and again.
 */
record ArrivalQuery(BranchQuery query) {
  static final String VIEW = "hindcast_live_action";

  private static final String PIECES =
      """
      SELECT min(action_id), max(action_id), count(*), max(occurred_at) FROM (
        SELECT action_id, occurred_at, (row_number() OVER (ORDER BY action_id) - 1) / ? AS piece FROM hindcast_live_action
        WHERE (recorded_xid >= pg_snapshot_xmax(?::pg_snapshot) OR recorded_xid = ANY (ARRAY(SELECT pg_snapshot_xip(?::pg_snapshot))))
          AND recorded_xid < pg_snapshot_xmax(?::pg_snapshot) AND pg_visible_in_snapshot(recorded_xid, ?::pg_snapshot)) arrived
      GROUP BY piece ORDER BY 1""";

  private record Moment(String snapshot, Instant time) {}

  boolean possible() {
    return query
        .first(
            "SELECT to_regclass(?) IS NOT NULL",
            statement -> statement.setString(1, VIEW),
            row -> row.getBoolean(1))
        .orElse(false);
  }

  /** The snapshot is taken by a statement of its own: all that it sees is visible to the next. */
  Arrivals since(String since, long most) {
    var now =
        query
            .first(
                "SELECT pg_current_snapshot()::text, clock_timestamp()",
                Binder.NONE,
                row -> new Moment(row.getString(1), time(row, 2)))
            .orElseThrow();
    return new Arrivals(
        now.snapshot(),
        now.time(),
        query.all(
            PIECES,
            statement -> bind(statement, since, now.snapshot(), most),
            row ->
                new Arrivals.Piece(row.getLong(1), row.getLong(2), row.getLong(3), time(row, 4))));
  }

  Map<String, String> outcomes(List<String> workflows, String upto) {
    return query
        .all(
            """
            SELECT DISTINCT ON (workflow_id) workflow_id, outcome FROM (
              SELECT workflow_id, outcome, outcome_id FROM workflow_outcome
              UNION ALL SELECT workflow_id, outcome, outcome_id FROM hindcast_live_workflow_outcome
              WHERE pg_visible_in_snapshot(recorded_xid, ?::pg_snapshot)) known
            WHERE workflow_id = ANY (?) ORDER BY workflow_id, outcome_id DESC""",
            statement -> {
              statement.setString(1, upto);
              statement.setArray(
                  2, statement.getConnection().createArrayOf("text", workflows.toArray()));
            },
            row -> Map.entry(row.getString(1), row.getString(2)))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static void bind(PreparedStatement statement, String since, String upto, long most)
      throws SQLException {
    statement.setLong(1, most);
    statement.setString(2, since);
    statement.setString(3, since);
    statement.setString(4, upto);
    statement.setString(5, upto);
  }

  private static Instant time(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
