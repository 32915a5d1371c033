package dev.hindcast.gateway.merge.postgres;

import dev.hindcast.gateway.lease.ShardLease;
import dev.hindcast.gateway.merge.FollowerPart;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import java.sql.SQLException;

/**
 * The shards of the replays that follow: written under the lock and the epoch of the leader's
 * shard, in its transactions. A row that is gone is that of a replay that has ended: what comes for
 * it is dropped.
 */
final class FollowerShards {
  /**
   * For the commit of a shard {@code s} of a replay {@code r}: no follower's shard misses its
   * summary or a batch.
   */
  static final String ALL_SUMMED_UP =
      """
      AND NOT EXISTS (
        SELECT FROM gateway.replay m JOIN gateway.replay_shard f ON f.replay_id = m.replay_id AND f.shard = s.shard
        WHERE m.pass_id = r.replay_id AND f.state = 'FOLLOWS'
          AND (f.epoch <> s.epoch OR f.summary IS NULL OR f.batched_changes <> f.changed))""";

  private FollowerShards() {}

  static void append(Transaction transaction, long leader, ShardLease lease, FollowerPart part)
      throws SQLException {
    // Its row stays locked, so that its replay cannot end before the changes are there.
    var follower =
        transaction.first(
            """
            UPDATE gateway.replay_shard f
            SET epoch = l.epoch, batched_changes = CASE f.epoch WHEN l.epoch THEN f.batched_changes ELSE 0 END + ?,
              actions = ?, changed = ?, summary = ?
            FROM gateway.replay m, (SELECT ?::bigint AS epoch) l
            WHERE m.name = ? AND m.pass_id = ? AND f.replay_id = m.replay_id AND f.shard = ? AND f.state = 'FOLLOWS'
            RETURNING f.replay_id""",
            statement -> {
              statement.setInt(1, part.rows().size());
              statement.setLong(2, part.summary().map(FollowerPart.Summary::actions).orElse(0L));
              statement.setLong(3, part.summary().map(FollowerPart.Summary::changed).orElse(0L));
              statement.setBytes(
                  4, part.summary().map(summary -> summary.encoded().toByteArray()).orElse(null));
              statement.setLong(5, lease.epoch());
              statement.setString(6, part.replay());
              statement.setLong(7, leader);
              statement.setInt(8, lease.shard());
            },
            row -> row.getLong(1));
    if (follower.isPresent() && !part.rows().isEmpty()) {
      ChangeCopy.write(transaction.connection(), follower.get(), lease, part.rows());
    }
  }

  static void commit(Transaction transaction, long leader, ShardLease lease) throws SQLException {
    var _ =
        transaction.update(
            """
            UPDATE gateway.replay_shard f SET state = 'DONE', committed_epoch = f.epoch
            FROM gateway.replay m
            WHERE m.pass_id = ? AND f.replay_id = m.replay_id AND f.shard = ? AND f.state = 'FOLLOWS'""",
            statement -> {
              statement.setLong(1, leader);
              statement.setInt(2, lease.shard());
            });
  }
}
