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
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Replays in the table {@code replay}. */
@Singleton
final class PostgresReplayStore implements ReplayStore {
  /** A live part keeps what was judged of it. */
  private static final List<String> CLEARING =
      List.of(
          "DELETE FROM gateway.replay_shard WHERE replay_id = ? AND state IN ('PENDING', 'LEASED', 'FOLLOWS')",
          """
          DELETE FROM gateway.change c USING gateway.replay r
          WHERE c.replay_id = ? AND r.replay_id = c.replay_id AND (r.live_of IS NULL OR NOT EXISTS (
            SELECT FROM gateway.replay_shard s
            WHERE s.replay_id = c.replay_id AND s.shard = c.shard AND s.committed_epoch = c.epoch))""",
          """
          UPDATE gateway.replay r SET end_done = s.done, end_poisoned = s.poisoned, end_actions = s.actions, end_changed = s.changed, end_audited = s.audited
          FROM (SELECT replay_id, count(*) FILTER (WHERE state = 'DONE') AS done, count(*) FILTER (WHERE state = 'POISONED') AS poisoned,
                  sum(actions) AS actions, sum(changed) AS changed, sum(audited) AS audited
                FROM gateway.replay_shard WHERE replay_id = ? GROUP BY replay_id) s
          WHERE r.replay_id = s.replay_id""");

  /** All that a replay has, in the order in which it may go. */
  private static final List<String> TABLES =
      List.of("change", "replay_workflow", "live_slice", "following", "replay_shard", "replay");

  /** A replay by its name, its live part, and those that follow it in an open pass: three names. */
  private static final String WITH_OTHERS =
      """
      (name = ? OR live_of = (SELECT h.replay_id FROM gateway.replay h WHERE h.name = ?)
        OR pass_id = (SELECT h.replay_id FROM gateway.replay h WHERE h.name = ? AND h.state IN ('RUNNING', 'PAUSED')))""";

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
            + "WHERE r.live_of IS NULL AND r.replay_id < ? AND r.branch = coalesce(?, r.branch)"
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
          AND (NOT r.following
            OR EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'POISONED'))
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
          AND (r.state = 'PAUSED' AND r.following
            OR EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'PENDING'))
          AND NOT EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'LEASED')""",
        Binder.NONE,
        row -> row.getString(1));
  }

  @Override
  public boolean pause(String name) {
    return jdbc.inTransaction(
        transaction -> {
          var paused = move(transaction, name, ReplayState.RUNNING, ReplayState.PAUSED);
          for (var id : paused) {
            var _ =
                transaction.update(
                    """
                    UPDATE gateway.replay_shard SET state = 'PENDING', attempts = attempts - 1, session = NULL, worker = '', lease_until = NULL
                    WHERE replay_id = ? AND state = 'LEASED'""",
                    statement -> statement.setLong(1, id));
          }
          return !paused.isEmpty();
        });
  }

  @Override
  public boolean resume(String name) {
    return jdbc.inTransaction(
        transaction -> !move(transaction, name, ReplayState.PAUSED, ReplayState.RUNNING).isEmpty());
  }

  private static List<Long> move(
      Transaction transaction, String name, ReplayState from, ReplayState to) throws SQLException {
    return transaction.query(
        "UPDATE gateway.replay SET state = ?, revision = revision + 1 WHERE state = ? AND "
            + WITH_OTHERS
            + " RETURNING replay_id",
        statement -> {
          statement.setString(1, to.name());
          statement.setString(2, from.name());
          statement.setString(3, name);
          statement.setString(4, name);
          statement.setString(5, name);
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
                  WHERE end_time < clock_timestamp() - ? * interval '1 millisecond' AND live_of IS NULL
                    AND NOT EXISTS (SELECT FROM gateway.replay l WHERE l.live_of = r.replay_id
                      AND (l.end_time IS NULL OR l.end_time >= clock_timestamp() - ? * interval '1 millisecond'))
                    AND NOT EXISTS (SELECT FROM gateway.promotion p WHERE p.replay_id = r.replay_id)
                  ORDER BY end_time LIMIT ? FOR UPDATE SKIP LOCKED""",
                  statement -> {
                    statement.setLong(1, longerAgoThan.toMillis());
                    statement.setLong(2, longerAgoThan.toMillis());
                    statement.setInt(3, most);
                  },
                  row -> row.getLong(1));
          for (var replay : old) {
            // First the live part, which names the replay.
            for (var live : liveOf(transaction, replay)) {
              delete(transaction, live);
            }
            delete(transaction, replay);
          }
          return old.size();
        });
  }

  private static List<Long> liveOf(Transaction transaction, long replay) throws SQLException {
    return transaction.query(
        "SELECT replay_id FROM gateway.replay WHERE live_of = ?",
        statement -> statement.setLong(1, replay),
        row -> row.getLong(1));
  }

  private static void delete(Transaction transaction, long replay) throws SQLException {
    for (var table : TABLES) {
      var _ =
          transaction.update(
              "DELETE FROM gateway." + table + " WHERE replay_id = ?",
              statement -> statement.setLong(1, replay));
    }
  }

  @Override
  public boolean end(String name, Optional<ReplayFailure> failure) {
    return jdbc.inTransaction(
        transaction -> {
          var ended =
              transaction
                  .query(
                      """
                  UPDATE gateway.replay
                  SET state = ?, failure_reason = ?, failure = ?, end_time = clock_timestamp(), revision = revision + 1, following = false
                  WHERE state IN ('RUNNING', 'PAUSED') AND\s"""
                          + WITH_OTHERS
                          + " RETURNING replay_id",
                      statement -> {
                        statement.setString(
                            1,
                            (failure.isEmpty() ? ReplayState.CANCELLED : ReplayState.FAILED)
                                .name());
                        statement.setString(2, failure.map(ReplayFailure::reason).orElse(""));
                        statement.setString(3, failure.map(ReplayFailure::text).orElse(""));
                        statement.setString(4, name);
                        statement.setString(5, name);
                        statement.setString(6, name);
                      },
                      row -> row.getLong(1))
                  .stream()
                  .sorted()
                  .toList();
          // First the shards, a leader's before its followers': this waits for a batch that is
          // being
          // stored, and no other can start. Then its rows are visible to the second statement.
          for (var sql : CLEARING) {
            for (var id : ended) {
              var _ = transaction.update(sql, statement -> statement.setLong(1, id));
            }
          }
          return !ended.isEmpty();
        });
  }
}
