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
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Replays in the table {@code replay}. */
@Singleton
final class PostgresReplayStore implements ReplayStore {
  private static final String TOTALS =
      """
      UPDATE gateway.replay r SET end_done = s.done, end_poisoned = s.poisoned, end_actions = s.actions, end_changed = s.changed
      FROM (SELECT replay_id, count(*) FILTER (WHERE state = 'DONE') AS done, count(*) FILTER (WHERE state = 'POISONED') AS poisoned,
              sum(actions) AS actions, sum(changed) AS changed
            FROM gateway.replay_shard WHERE replay_id = ? GROUP BY replay_id) s
      WHERE r.replay_id = s.replay_id""";

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
  public List<Open> open() {
    return jdbc.query(
        "SELECT name, branch FROM gateway.replay WHERE state IN ('RUNNING', 'PAUSED')"
            + " AND (pass_id IS NULL OR pass_id = replay_id) ORDER BY replay_id",
        Binder.NONE,
        row -> new Open(ReplayName.resource(row.getString("name")), row.getString("branch")));
  }

  @Override
  public int openOf(String creator, Optional<UUID> requestId) {
    return jdbc.first(
            "SELECT count(*) FROM gateway.replay WHERE state IN ('RUNNING', 'PAUSED')"
                + " AND (pass_id IS NULL OR pass_id = replay_id) AND creator = ?"
                + " AND NOT EXISTS (SELECT FROM gateway.replay WHERE request_id = ?)",
            statement -> {
              statement.setString(1, creator);
              statement.setObject(2, requestId.orElse(null), Types.OTHER);
            },
            row -> row.getInt(1))
        .orElseThrow();
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
        WHERE r.state IN ('RUNNING', 'PAUSED')
          AND EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'PENDING')
          AND NOT EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'LEASED')""",
        Binder.NONE,
        row -> row.getString(1));
  }

  @Override
  public boolean pause(String name) {
    return jdbc.inTransaction(
        transaction -> {
          var paused = move(transaction, name, ReplayState.RUNNING, ReplayState.PAUSED);
          if (paused.isPresent()) {
            moveFollowers(transaction, paused.get(), ReplayState.RUNNING, ReplayState.PAUSED);
            var _ =
                transaction.update(
                    """
                    UPDATE gateway.replay_shard SET state = 'PENDING', attempts = attempts - 1, session = NULL, worker = '', lease_until = NULL
                    WHERE replay_id = ? AND state = 'LEASED'""",
                    statement -> statement.setLong(1, paused.get()));
          }
          return paused.isPresent();
        });
  }

  @Override
  public boolean resume(String name) {
    return jdbc.inTransaction(
        transaction -> {
          var resumed = move(transaction, name, ReplayState.PAUSED, ReplayState.RUNNING);
          if (resumed.isPresent()) {
            moveFollowers(transaction, resumed.get(), ReplayState.PAUSED, ReplayState.RUNNING);
          }
          return resumed.isPresent();
        });
  }

  private static void moveFollowers(
      Transaction transaction, long leader, ReplayState from, ReplayState to) throws SQLException {
    var _ =
        transaction.update(
            """
            UPDATE gateway.replay SET state = ?, revision = revision + 1
            WHERE pass_id = ? AND replay_id <> pass_id AND state = ?""",
            statement -> {
              statement.setString(1, to.name());
              statement.setLong(2, leader);
              statement.setString(3, from.name());
            });
  }

  private static Optional<Long> move(
      Transaction transaction, String name, ReplayState from, ReplayState to) throws SQLException {
    return transaction.first(
        "UPDATE gateway.replay SET state = ?, revision = revision + 1 WHERE name = ? AND state = ? RETURNING replay_id",
        statement -> {
          statement.setString(1, to.name());
          statement.setString(2, name);
          statement.setString(3, from.name());
        },
        row -> row.getLong(1));
  }

  @Override
  public int deleteEnded(Duration longerAgoThan, int most) {
    return jdbc.inTransaction(
        transaction -> {
          var old =
              transaction.query(
                  """
                  SELECT replay_id FROM gateway.replay r
                  WHERE end_time < clock_timestamp() - ? * interval '1 millisecond'
                    AND NOT EXISTS (SELECT FROM gateway.promotion p WHERE p.replay_id = r.replay_id)
                  ORDER BY end_time LIMIT ? FOR UPDATE SKIP LOCKED""",
                  statement -> {
                    statement.setLong(1, longerAgoThan.toMillis());
                    statement.setInt(2, most);
                  },
                  row -> row.getLong(1));
          for (var table : List.of("change", "replay_workflow", "replay_shard", "replay")) {
            for (var replay : old) {
              var _ =
                  transaction.update(
                      "DELETE FROM gateway." + table + " WHERE replay_id = ?",
                      statement -> statement.setLong(1, replay));
            }
          }
          return old.size();
        });
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
                  WHERE name = ? AND state IN ('RUNNING', 'PAUSED') RETURNING replay_id""",
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
                  "DELETE FROM gateway.replay_shard WHERE replay_id = ? AND state IN ('PENDING', 'LEASED', 'FOLLOWS')",
                  "DELETE FROM gateway.change WHERE replay_id = ?",
                  TOTALS)) {
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
        WHERE l.replay_id = ? AND f.pass_id = l.replay_id AND f.replay_id <> l.replay_id AND f.state IN ('RUNNING', 'PAUSED')
        RETURNING f.replay_id""",
        statement -> statement.setLong(1, leader),
        row -> row.getLong(1));
  }
}
