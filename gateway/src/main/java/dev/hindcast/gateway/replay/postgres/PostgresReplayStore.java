package dev.hindcast.gateway.replay.postgres;

import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.gateway.replay.ReplayFailure;
import dev.hindcast.gateway.replay.ReplayName;
import dev.hindcast.gateway.replay.ReplayState;
import dev.hindcast.gateway.replay.ReplayStore;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Replays in the table {@code replay}. */
@Singleton
final class PostgresReplayStore implements ReplayStore {
  /** A live part keeps what was judged of it. */
  private static final List<String> CLEARING =
      List.of(
          "DELETE FROM gateway.replay_shard WHERE replay_id = ? AND state <> 'DONE'",
          """
          DELETE FROM gateway.change c USING gateway.replay r
          WHERE c.replay_id = ? AND r.replay_id = c.replay_id AND (r.live_of IS NULL OR NOT EXISTS (
            SELECT FROM gateway.replay_shard s
            WHERE s.replay_id = c.replay_id AND s.shard = c.shard AND s.committed_epoch = c.epoch))""");

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
            + " ORDER BY r.replay_id DESC LIMIT ?",
        statement -> {
          statement.setLong(1, page.before());
          statement.setString(2, page.branch().orElse(null));
          statement.setInt(3, page.size());
        },
        ReplayRows::read);
  }

  @Override
  public List<Running> running() {
    return jdbc.query(
        "SELECT name, branch FROM gateway.replay WHERE state = 'RUNNING' ORDER BY replay_id",
        Binder.NONE,
        row -> new Running(ReplayName.resource(row.getString("name")), row.getString("branch")));
  }

  @Override
  public List<String> complete() {
    return jdbc.query(
        """
        SELECT r.name FROM gateway.replay r
        WHERE r.state = 'RUNNING' AND NOT r.following
          AND NOT EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'PENDING')
          AND NOT EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'LEASED')""",
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
              transaction.query(
                  """
                  UPDATE gateway.replay
                  SET state = ?, failure_reason = ?, failure = ?, end_time = clock_timestamp(), revision = revision + 1, following = false
                  WHERE state = 'RUNNING' AND (name = ? OR live_of = (SELECT h.replay_id FROM gateway.replay h WHERE h.name = ?))
                  RETURNING replay_id""",
                  statement -> {
                    statement.setString(
                        1, (failure.isEmpty() ? ReplayState.CANCELLED : ReplayState.FAILED).name());
                    statement.setString(2, failure.map(ReplayFailure::reason).orElse(""));
                    statement.setString(3, failure.map(ReplayFailure::text).orElse(""));
                    statement.setString(4, name);
                    statement.setString(5, name);
                  },
                  row -> row.getLong(1));
          // First the shards: this waits for a batch that is being stored, and no other can start.
          // Then its rows are visible to the second statement.
          for (var id : ended) {
            for (var sql : CLEARING) {
              var _ = transaction.update(sql, statement -> statement.setLong(1, id));
            }
          }
          return !ended.isEmpty();
        });
  }
}
