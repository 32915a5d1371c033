package dev.hindcast.gateway.replay.postgres;

import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.gateway.replay.ReplayFailure;
import dev.hindcast.gateway.replay.ReplayName;
import dev.hindcast.gateway.replay.ReplayState;
import dev.hindcast.gateway.replay.ReplayStore;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Replays in the table {@code replay}. */
@Singleton
final class PostgresReplayStore implements ReplayStore {
  private final Jdbc jdbc;

  PostgresReplayStore(Jdbc jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Optional<Replay> find(String name) {
    return jdbc.first(
        ReplayRows.SELECT + "WHERE r.name = ?",
        statement -> statement.setString(1, name),
        ReplayRows::read);
  }

  @Override
  public List<Replay> list(Page page) {
    return jdbc.query(
        ReplayRows.SELECT
            + "WHERE r.replay_id < ? AND r.branch = coalesce(?, r.branch)"
            + " AND (?::text IS NULL OR r.pass_id = (SELECT l.replay_id FROM gateway.replay l WHERE l.name = ?))"
            + " ORDER BY r.replay_id DESC LIMIT ?",
        statement -> {
          statement.setLong(1, page.before());
          statement.setString(2, page.branch().orElse(null));
          statement.setString(3, page.pass().orElse(null));
          statement.setString(4, page.pass().orElse(null));
          statement.setInt(5, page.size());
        },
        ReplayRows::read);
  }

  @Override
  public List<Running> running() {
    return jdbc.query(
        "SELECT name, branch FROM gateway.replay WHERE state = 'RUNNING'"
            + " AND (pass_id IS NULL OR pass_id = replay_id) ORDER BY replay_id",
        Binder.NONE,
        row -> new Running(ReplayName.resource(row.getString("name")), row.getString("branch")));
  }

  @Override
  public List<String> complete() {
    return jdbc.query(
        """
        SELECT r.name FROM gateway.replay r
        WHERE r.state = 'RUNNING'
          AND NOT EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'PENDING')
          AND NOT EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'LEASED')
          AND NOT EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'FOLLOWS')""",
        Binder.NONE,
        row -> row.getString(1));
  }

  @Override
  public List<String> idle() {
    return jdbc.query(
        """
        SELECT r.name FROM gateway.replay r
        WHERE r.state = 'RUNNING'
          AND EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'PENDING')
          AND NOT EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'LEASED')""",
        Binder.NONE,
        row -> row.getString(1));
  }

  @Override
  public boolean end(String name, Optional<ReplayFailure> failure) {
    return jdbc.inTransaction(
        transaction -> {
          var ended =
              transaction.first(
                  """
                  UPDATE gateway.replay
                  SET state = ?, failure_reason = ?, failure = ?, end_time = clock_timestamp(), revision = revision + 1
                  WHERE name = ? AND state = 'RUNNING' RETURNING replay_id""",
                  statement -> {
                    statement.setString(
                        1, (failure.isEmpty() ? ReplayState.CANCELLED : ReplayState.FAILED).name());
                    statement.setString(2, failure.map(ReplayFailure::reason).orElse(""));
                    statement.setString(3, failure.map(ReplayFailure::text).orElse(""));
                    statement.setString(4, name);
                  },
                  row -> row.getLong(1));
          if (ended.isEmpty()) {
            return false;
          }
          var ids = new ArrayList<Long>();
          ids.add(ended.get());
          ids.addAll(endFollowers(transaction, ended.get()));
          // First the shards, the leader's before all: this waits for a batch that is being stored,
          // and no other can start. Then its rows are visible to the second statement.
          for (var sql :
              List.of(
                  "DELETE FROM gateway.replay_shard WHERE replay_id = ? AND state <> 'DONE'",
                  "DELETE FROM gateway.change WHERE replay_id = ?")) {
            for (var id : ids) {
              var _ = transaction.update(sql, statement -> statement.setLong(1, id));
            }
          }
          return true;
        });
  }

  private static List<Long> endFollowers(Transaction transaction, long leader) throws SQLException {
    return transaction.query(
        """
        UPDATE gateway.replay f
        SET state = l.state, failure_reason = l.failure_reason, failure = l.failure, end_time = l.end_time, revision = f.revision + 1
        FROM gateway.replay l
        WHERE l.replay_id = ? AND f.pass_id = l.replay_id AND f.replay_id <> l.replay_id AND f.state = 'RUNNING'
        RETURNING f.replay_id""",
        statement -> statement.setLong(1, leader),
        row -> row.getLong(1));
  }
}
