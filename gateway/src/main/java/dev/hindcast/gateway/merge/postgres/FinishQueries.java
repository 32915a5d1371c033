package dev.hindcast.gateway.merge.postgres;

import com.google.protobuf.ByteString;
import dev.hindcast.gateway.merge.MergeStore.Finished;
import dev.hindcast.gateway.merge.MergeStore.RuleIds;
import dev.hindcast.gateway.merge.MergeStore.Shards;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;

/** The one transaction that ends a replay well. */
record FinishQueries(Jdbc jdbc) {

  /**
   * A workflow goes its own way from its first diverging step on; what comes later is a guess. One
   * sort and no join of changes with themselves: right after a load the planner knows nothing about
   * the rows.
   */
  private static final String WORKFLOWS =
      """
      WITH committed AS (
        SELECT c.*, CASE c.candidate_rule WHEN '' THEN c.baseline_rule ELSE c.candidate_rule END AS rule
        FROM gateway.change c JOIN gateway.replay_shard s
          ON s.replay_id = c.replay_id AND s.shard = c.shard AND s.committed_epoch = c.epoch
        WHERE c.replay_id = ?),
      ranked AS (
        SELECT *, min(step) FILTER (WHERE diverges) OVER workflow AS first_step,
          diverges AND 1 = row_number() OVER (workflow ORDER BY NOT diverges, step, action_id) AS first
        FROM committed WINDOW workflow AS (PARTITION BY workflow_id))
      INSERT INTO gateway.replay_workflow (replay_id, workflow_id, outcome, lost, first_action, first_step, agent, tool, rule,
        counterfactual, min_action, max_action)
      SELECT max(replay_id), workflow_id, max(outcome), count(*) FILTER (WHERE lost),
        max(action_id) FILTER (WHERE first), max(first_step), coalesce(max(agent) FILTER (WHERE first), ''),
        coalesce(max(tool) FILTER (WHERE first), ''), coalesce(max(rule) FILTER (WHERE first), ''),
        count(*) FILTER (WHERE step > first_step), min(action_id), max(action_id)
      FROM ranked GROUP BY workflow_id""";

  private record Open(
      long replayId, String baselineDigest, String candidateDigest, RuleIds rules) {}

  boolean finish(String replay, Function<Shards, Finished> merge) {
    return jdbc.inTransaction(
        transaction -> {
          var open = lockComplete(transaction, replay);
          if (open.isEmpty()) {
            return false;
          }
          var found = open.get();
          var summaries =
              transaction.query(
                  "SELECT summary FROM gateway.replay_shard WHERE replay_id = ?",
                  statement -> statement.setLong(1, found.replayId()),
                  row -> ByteString.copyFrom(row.getBytes(1)));
          var finished =
              merge.apply(
                  new Shards(
                      summaries, found.rules(), found.baselineDigest(), found.candidateDigest()));
          transaction.execute("SET LOCAL work_mem = '64MB'");
          var _ =
              transaction.update(
                  WORKFLOWS, statement -> statement.setLong(1, found.replayId()));
          succeed(transaction, found.replayId(), finished);
          return true;
        });
  }

  /** Locks the replay's row first, so that one gateway finishes it and nobody cancels it meanwhile. */
  private static Optional<Open> lockComplete(Transaction transaction, String replay)
      throws SQLException {
    return transaction.first(
            """
            SELECT replay_id, baseline_digest, candidate_digest, baseline_rules, candidate_rules
            FROM gateway.replay r WHERE name = ? AND state = 'RUNNING'
              AND NOT EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'PENDING')
              AND NOT EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'LEASED')
            FOR UPDATE""",
            statement -> statement.setString(1, replay),
            FinishQueries::open);
  }

  private static Open open(ResultSet row) throws SQLException {
    return new Open(
        row.getLong("replay_id"),
        row.getString("baseline_digest"),
        row.getString("candidate_digest"),
        PostgresMergeStore.rules(row));
  }

  private static void succeed(Transaction transaction, long replayId, Finished finished)
      throws SQLException {
    var _ =
        transaction.update(
            """
            UPDATE gateway.replay SET state = 'SUCCEEDED', diff = ?, diff_digest = ?,
              end_time = clock_timestamp(), revision = revision + 1
            WHERE replay_id = ?""",
            statement -> {
              statement.setBytes(1, finished.diff().toByteArray());
              statement.setString(2, finished.digest());
              statement.setLong(3, replayId);
            });
  }
}
