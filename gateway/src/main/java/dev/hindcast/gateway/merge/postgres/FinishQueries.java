package dev.hindcast.gateway.merge.postgres;

import com.google.protobuf.ByteString;
import dev.hindcast.gateway.merge.MergeStore.Finished;
import dev.hindcast.gateway.merge.MergeStore.RuleIds;
import dev.hindcast.gateway.merge.MergeStore.Shards;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;

/** The one transaction that ends a replay well. */
record FinishQueries(Jdbc jdbc) {

  /**
   * A workflow goes its own way from its first diverging step on; what comes later is a guess. One
   * pass in workflow order: fresh rows have no statistics, and a join would be planned for a
   * handful.
   */
  private static final String WORKFLOWS =
      """
      WITH committed AS (
        SELECT c.replay_id, c.workflow_id, c.outcome, c.lost, c.step, c.action_id, c.agent, c.tool,
          CASE c.candidate_rule WHEN '' THEN c.baseline_rule ELSE c.candidate_rule END AS rule,
          row_number() OVER own_way AS place, first_value(c.step) OVER own_way AS first_step,
          first_value(c.diverges) OVER own_way AS diverged
        FROM gateway.change c JOIN gateway.replay_shard s
          ON s.replay_id = c.replay_id AND s.shard = c.shard AND s.committed_epoch = c.epoch
        WHERE c.replay_id = ?
        WINDOW own_way AS (PARTITION BY c.workflow_id ORDER BY c.diverges DESC, c.step, c.action_id))
      INSERT INTO gateway.replay_workflow (replay_id, workflow_id, outcome, lost, first_action, first_step, agent, tool, rule,
        counterfactual, min_action, max_action)
      SELECT replay_id, workflow_id, max(outcome), count(*) FILTER (WHERE lost),
        max(action_id) FILTER (WHERE place = 1 AND diverged), max(step) FILTER (WHERE place = 1 AND diverged),
        coalesce(max(agent) FILTER (WHERE place = 1 AND diverged), ''),
        coalesce(max(tool) FILTER (WHERE place = 1 AND diverged), ''),
        coalesce(max(rule) FILTER (WHERE place = 1 AND diverged), ''),
        count(*) FILTER (WHERE diverged AND step > first_step), min(action_id), max(action_id)
      FROM committed GROUP BY replay_id, workflow_id""";

  /** In the order of the primary key, whatever the number: they are never all in one memory. */
  private static final String TOUCHED =
      """
      SELECT concat_ws(E'\\t', workflow_id, outcome, lost, coalesce(first_action, 0), counterfactual)
      FROM gateway.replay_workflow WHERE replay_id = ? ORDER BY workflow_id""";

  private static final int TOUCHED_FETCH = 5_000;

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
          // No statistics know this replay yet: the planner would take it for one row and read all
          // its shards for each change.
          transaction.execute("SET LOCAL enable_nestloop = off");
          transaction.execute("SET LOCAL work_mem = '64MB'");
          var _ =
              transaction.update(WORKFLOWS, statement -> statement.setLong(1, found.replayId()));
          var workflows = workflowsHash(transaction, found.replayId());
          var finished =
              merge.apply(
                  new Shards(
                      summaries,
                      found.rules(),
                      found.baselineDigest(),
                      found.candidateDigest(),
                      workflows));
          succeed(transaction, found.replayId(), finished);
          return true;
        });
  }

  /**
   * Locks the replay's row first, so that one gateway finishes it and nobody cancels it meanwhile.
   */
  private static Optional<Open> lockComplete(Transaction transaction, String replay)
      throws SQLException {
    return transaction.first(
        """
            SELECT replay_id, baseline_digest, candidate_digest, baseline_rules, candidate_rules
            FROM gateway.replay r WHERE name = ? AND state = 'RUNNING' AND NOT following
              AND NOT EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'PENDING')
              AND NOT EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'LEASED')
              AND NOT EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'FOLLOWS')
              AND NOT EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'POISONED')
            FOR UPDATE""",
        statement -> statement.setString(1, replay),
        FinishQueries::open);
  }

  /** SHA-256 over a line for every touched workflow, without a newline after the last one. */
  private static String workflowsHash(Transaction transaction, long replayId) throws SQLException {
    var hash = sha256();
    try (var statement = transaction.connection().prepareStatement(TOUCHED)) {
      statement.setFetchSize(TOUCHED_FETCH);
      statement.setLong(1, replayId);
      try (var rows = statement.executeQuery()) {
        for (var first = true; rows.next(); first = false) {
          if (!first) {
            hash.update((byte) '\n');
          }
          hash.update(rows.getString(1).getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return HexFormat.of().formatHex(hash.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
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
            UPDATE gateway.replay r SET state = 'SUCCEEDED', diff = ?, diff_digest = ?,
              end_time = clock_timestamp(), revision = revision + 1, end_done = s.done, end_actions = s.actions, end_changed = s.changed,
              end_audited = s.audited
            FROM (SELECT count(*) AS done, coalesce(sum(actions), 0) AS actions, coalesce(sum(changed), 0) AS changed,
                    coalesce(sum(audited), 0) AS audited
                  FROM gateway.replay_shard WHERE replay_id = ?) s
            WHERE r.replay_id = ?""",
            statement -> {
              statement.setBytes(1, finished.diff().toByteArray());
              statement.setString(2, finished.digest());
              statement.setLong(3, replayId);
              statement.setLong(4, replayId);
            });
  }
}
