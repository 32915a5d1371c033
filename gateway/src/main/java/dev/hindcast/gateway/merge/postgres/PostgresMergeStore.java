package dev.hindcast.gateway.merge.postgres;

import com.google.protobuf.ByteString;
import dev.hindcast.gateway.lease.LeaseDuration;
import dev.hindcast.gateway.lease.ShardLease;
import dev.hindcast.gateway.merge.Acceptance;
import dev.hindcast.gateway.merge.ChangeBatch;
import dev.hindcast.gateway.merge.MergeStore;
import dev.hindcast.gateway.merge.ShardResult;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.RowReader;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The fence: whatever is written under a lease goes in one transaction with an update of the
 * shard's row that asks for the lease's epoch. The update locks the row, so an epoch cannot end
 * while something is written under it.
 */
@Singleton
final class PostgresMergeStore implements MergeStore {
  private final Jdbc jdbc;
  private final FinishQueries finish;
  private final long leaseMillis;

  PostgresMergeStore(Jdbc jdbc, LeaseDuration lease) {
    this.jdbc = jdbc;
    this.finish = new FinishQueries(jdbc);
    this.leaseMillis = lease.millis();
  }

  @Override
  public Acceptance append(ChangeBatch batch) {
    return jdbc.inTransaction(
        transaction -> {
          var replay =
              transaction.first(
                  """
                  UPDATE gateway.replay_shard s SET batches = s.batches + 1, batched_changes = s.batched_changes + ?,
                    lease_until = clock_timestamp() + ? * interval '1 millisecond'
                  FROM gateway.replay r
                  WHERE r.replay_id = s.replay_id AND r.name = ? AND s.shard = ? AND s.epoch = ?
                    AND s.state = 'LEASED' AND s.batches = ?
                  RETURNING s.replay_id, set_config('synchronous_commit', 'off', true)""",
                  statement -> {
                    statement.setInt(1, batch.rows().size());
                    statement.setLong(2, leaseMillis);
                    statement.setString(3, batch.lease().replay());
                    statement.setInt(4, batch.lease().shard());
                    statement.setLong(5, batch.lease().epoch());
                    statement.setLong(6, batch.sequence());
                  },
                  row -> row.getLong(1));
          if (replay.isEmpty()) {
            return whyNot(transaction, batch.lease(), batch.sequence());
          }
          if (!batch.rows().isEmpty()) {
            ChangeCopy.write(transaction.connection(), replay.get(), batch.lease(), batch.rows());
          }
          for (var part : batch.followers()) {
            FollowerShards.append(transaction, replay.get(), batch.lease(), part);
          }
          return Acceptance.STORED;
        });
  }

  private static Acceptance whyNot(Transaction transaction, ShardLease lease, long sequence)
      throws SQLException {
    return transaction
        .first(
            """
            SELECT s.batches > ? FROM gateway.replay_shard s JOIN gateway.replay r USING (replay_id)
            WHERE r.name = ? AND s.shard = ? AND s.epoch = ?
              AND (s.state = 'LEASED' OR s.committed_epoch = s.epoch)""",
            statement -> {
              statement.setLong(1, sequence);
              statement.setString(2, lease.replay());
              statement.setInt(3, lease.shard());
              statement.setLong(4, lease.epoch());
            },
            row -> row.getBoolean(1) ? Acceptance.REPEATED : Acceptance.MISFIT)
        .orElse(Acceptance.STALE);
  }

  @Override
  public Acceptance commit(ShardResult result) {
    return jdbc.inTransaction(
        transaction -> {
          var replay =
              transaction.first(
                  """
                  UPDATE gateway.replay_shard s
                  SET state = 'DONE', committed_epoch = s.epoch, actions = ?, changed = ?, audited = ?, summary = ?, session = NULL, lease_until = NULL
                  FROM gateway.replay r
                  WHERE r.replay_id = s.replay_id AND r.name = ? AND s.shard = ? AND s.epoch = ?
                    AND s.state = 'LEASED' AND s.batches = ? AND s.batched_changes = ?
                  """
                      + FollowerShards.ALL_SUMMED_UP
                      + " RETURNING s.replay_id",
                  statement -> {
                    statement.setLong(1, result.actions());
                    statement.setLong(2, result.changed());
                    statement.setLong(3, result.audited());
                    statement.setBytes(4, result.summary().toByteArray());
                    statement.setString(5, result.lease().replay());
                    statement.setInt(6, result.lease().shard());
                    statement.setLong(7, result.lease().epoch());
                    statement.setLong(8, result.batches());
                    statement.setLong(9, result.changed());
                  },
                  row -> row.getLong(1));
          if (replay.isEmpty()) {
            return whyNotCommitted(transaction, result);
          }
          FollowerShards.commit(transaction, replay.get(), result.lease());
          if (result.lease().epoch() > 1) {
            dropOtherEpochs(transaction, replay.get(), result.lease());
          }
          return Acceptance.STORED;
        });
  }

  private static void dropOtherEpochs(Transaction transaction, long replayId, ShardLease lease)
      throws SQLException {
    var _ =
        transaction.update(
            """
            DELETE FROM gateway.change
            WHERE replay_id IN (SELECT ?::bigint UNION ALL SELECT m.replay_id FROM gateway.replay m WHERE m.pass_id = ?)
              AND shard = ? AND epoch <> ?""",
            statement -> {
              statement.setLong(1, replayId);
              statement.setLong(2, replayId);
              statement.setInt(3, lease.shard());
              statement.setLong(4, lease.epoch());
            });
  }

  private static Acceptance whyNotCommitted(Transaction transaction, ShardResult result)
      throws SQLException {
    return transaction
        .first(
            """
            SELECT s.state FROM gateway.replay_shard s JOIN gateway.replay r USING (replay_id)
            WHERE r.name = ? AND s.shard = ? AND s.epoch = ? AND s.state <> 'PENDING'""",
            statement -> {
              statement.setString(1, result.lease().replay());
              statement.setInt(2, result.lease().shard());
              statement.setLong(3, result.lease().epoch());
            },
            row -> row.getString(1).equals("DONE") ? Acceptance.REPEATED : Acceptance.MISFIT)
        .orElse(Acceptance.STALE);
  }

  @Override
  public List<ByteString> summaries(long replayId) {
    return jdbc.query(
        "SELECT summary FROM gateway.replay_shard WHERE replay_id = ? AND state = 'DONE'",
        statement -> statement.setLong(1, replayId),
        row -> ByteString.copyFrom(row.getBytes(1)));
  }

  @Override
  public Optional<ByteString> diff(long replayId) {
    return one(
        "SELECT diff FROM gateway.replay WHERE replay_id = ? AND diff IS NOT NULL",
        replayId,
        row -> ByteString.copyFrom(row.getBytes(1)));
  }

  @Override
  public RuleIds rules(long replayId) {
    return one(
            "SELECT baseline_rules, candidate_rules FROM gateway.replay WHERE replay_id = ?",
            replayId,
            PostgresMergeStore::rules)
        .orElseThrow();
  }

  private <T> Optional<T> one(String sql, long replayId, RowReader<T> reader) {
    return jdbc.first(sql, statement -> statement.setLong(1, replayId), reader);
  }

  static RuleIds rules(ResultSet row) throws SQLException {
    return new RuleIds(
        Set.of((String[]) row.getArray("baseline_rules").getArray()),
        Set.of((String[]) row.getArray("candidate_rules").getArray()));
  }

  @Override
  public boolean finish(String replay, Function<Shards, Finished> merge) {
    return finish.finish(replay, merge);
  }
}
