package dev.hindcast.gateway.change.postgres;

import com.google.protobuf.ByteString;
import dev.hindcast.gateway.change.BrokenWorkflow;
import dev.hindcast.gateway.change.ChangeFilter;
import dev.hindcast.gateway.change.ChangeRow;
import dev.hindcast.gateway.change.ChangeStore;
import dev.hindcast.gateway.change.TouchedWorkflows;
import dev.hindcast.platform.jdbc.Jdbc;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Reads the tables {@code change} and {@code replay_workflow}, committed rows only. */
@Singleton
final class PostgresChangeStore implements ChangeStore {
  /**
   * Looks up the shard and the workflow of each row. As joins they are a trap: the planner takes a
   * replay that it has no statistics of, as a fresh one is, for a single row, and reads all shards
   * and all workflows again for each change.
   */
  private static final String COMMITTED =
      """
      SELECT c.*, coalesce(c.step > (
          SELECT w.first_step FROM gateway.replay_workflow w
          WHERE w.replay_id = c.replay_id AND w.workflow_id = c.workflow_id), false) AS counterfactual
      FROM gateway.change c
      WHERE c.epoch = (SELECT s.committed_epoch FROM gateway.replay_shard s WHERE s.replay_id = c.replay_id AND s.shard = c.shard)
        AND c.replay_id = ?
      """;

  /** A workflow that went its own way in history, before the fork, did so for what is live, too. */
  private static final String ARRIVED =
      """
      SELECT c.*, coalesce(c.step > least(w.first_step, h.first_step), false) AS counterfactual
      FROM gateway.change c
      JOIN gateway.replay_shard s ON s.replay_id = c.replay_id AND s.shard = c.shard AND s.committed_epoch = c.epoch
      JOIN gateway.replay r ON r.replay_id = c.replay_id
      LEFT JOIN gateway.replay_workflow w ON w.replay_id = c.replay_id AND w.workflow_id = c.workflow_id
      LEFT JOIN gateway.replay_workflow h ON h.replay_id = r.live_of AND h.workflow_id = c.workflow_id
      WHERE c.replay_id = ?
      """;

  /** The first slice that is not judged, by two indexes that hold nothing else. */
  private static final String BEFORE_OPEN =
      """
      c.shard < coalesce(least(
        (SELECT min(o.shard) FROM gateway.replay_shard o WHERE o.replay_id = %1$d AND o.state = 'PENDING'),
        (SELECT min(o.shard) FROM gateway.replay_shard o WHERE o.replay_id = %1$d AND o.state = 'LEASED')), ?)""";

  private static final String BOUND =
      """
      c.action_id %s (
        SELECT b.%s_action FROM gateway.replay_workflow b WHERE b.replay_id = %d AND b.workflow_id = ?)""";

  private final Jdbc jdbc;

  PostgresChangeStore(Jdbc jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public List<ListedChange> list(long replayId, ChangeFilter filter, long after, int size) {
    var where = where(filter);
    where.add("c.action_id > ?", after);
    // The bounds let the primary key find the rows; the workflow itself is in no index of changes.
    where.addText(BOUND.formatted(">=", "min", replayId), filter.workflowId());
    where.addText(BOUND.formatted("<=", "max", replayId), filter.workflowId());
    return jdbc.query(
        COMMITTED + where.sql() + " ORDER BY c.action_id LIMIT ?",
        statement -> {
          statement.setLong(1, replayId);
          statement.setInt(where.bind(statement, 2), size);
        },
        PostgresChangeStore::listed);
  }

  private static WhereClause where(ChangeFilter filter) {
    var where = new WhereClause();
    if (!filter.kinds().isEmpty()) {
      where.addNumbers("c.kind = ANY (?::int[])", filter.kinds());
    }
    where.addText("? IN (c.baseline_rule, c.candidate_rule)", filter.rule());
    where.addText("c.tool = ?", filter.tool());
    where.addText("c.agent = ?", filter.agent());
    where.addText("c.workflow_id = ?", filter.workflowId());
    return where;
  }

  @Override
  public List<ListedChange> arrived(long replayId, ChangeFilter filter, Arrived after, int size) {
    var where = where(filter);
    where.add(BEFORE_OPEN.formatted(replayId), Integer.MAX_VALUE);
    where.add("c.shard >= ?", after.shard());
    where.add("(c.shard, c.action_id) > (" + after.shard() + ", ?)", after.actionId());
    return jdbc.query(
        ARRIVED + where.sql() + " ORDER BY c.shard, c.action_id LIMIT ?",
        statement -> {
          statement.setLong(1, replayId);
          statement.setInt(where.bind(statement, 2), size);
        },
        PostgresChangeStore::listed);
  }

  @Override
  public Optional<ListedChange> find(long replayId, long actionId) {
    return jdbc.first(
        COMMITTED + " AND c.action_id = ?",
        statement -> {
          statement.setLong(1, replayId);
          statement.setLong(2, actionId);
        },
        PostgresChangeStore::listed);
  }

  private static ListedChange listed(ResultSet row) throws SQLException {
    return new ListedChange(
        new ChangeRow(
            row.getLong("action_id"),
            row.getString("workflow_id"),
            row.getInt("step"),
            row.getInt("kind"),
            row.getInt("outcome"),
            row.getBoolean("lost"),
            row.getBoolean("diverges"),
            row.getObject("action_time", OffsetDateTime.class).toInstant(),
            row.getString("tool"),
            row.getString("agent"),
            row.getString("baseline_rule"),
            row.getString("candidate_rule"),
            ByteString.copyFrom(row.getBytes("baseline")),
            ByteString.copyFrom(row.getBytes("candidate"))),
        row.getInt("shard"),
        row.getBoolean("counterfactual"));
  }

  @Override
  public List<BrokenWorkflow> broken(long replayId, String after, int size) {
    return jdbc.query(
        """
        SELECT workflow_id, first_action, first_step, agent, tool, rule, lost, counterfactual FROM gateway.replay_workflow
        WHERE replay_id = ? AND workflow_id > ? AND outcome = 1 AND lost > 0 ORDER BY workflow_id LIMIT ?""",
        statement -> {
          statement.setLong(1, replayId);
          statement.setString(2, after);
          statement.setInt(3, size);
        },
        row ->
            new BrokenWorkflow(
                row.getString("workflow_id"),
                row.getLong("first_action"),
                row.getInt("first_step"),
                row.getString("agent"),
                row.getString("tool"),
                row.getString("rule"),
                row.getLong("lost"),
                row.getLong("counterfactual")));
  }

  @Override
  public TouchedWorkflows touched(long replayId) {
    return jdbc.first(
            """
            SELECT count(*) FILTER (WHERE outcome = 1), count(*) FILTER (WHERE outcome = 2),
              count(*) FILTER (WHERE outcome = 3), count(*) FILTER (WHERE outcome NOT IN (1, 2, 3))
            FROM gateway.replay_workflow WHERE replay_id = ? AND lost > 0""",
            statement -> statement.setLong(1, replayId),
            row ->
                new TouchedWorkflows(
                    row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)))
        .orElse(TouchedWorkflows.NONE);
  }
}
