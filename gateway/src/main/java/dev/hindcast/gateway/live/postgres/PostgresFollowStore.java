package dev.hindcast.gateway.live.postgres;

import dev.hindcast.gateway.branch.Arrivals;
import dev.hindcast.gateway.branch.ForkPoint;
import dev.hindcast.gateway.live.FollowStore;
import dev.hindcast.gateway.live.Following;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables {@code following} and {@code live_slice}. */
@Singleton
final class PostgresFollowStore implements FollowStore {
  private final Jdbc jdbc;

  PostgresFollowStore(Jdbc jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public List<Following> claim(Duration claim) {
    return jdbc.query(
        """
        WITH due AS (
          SELECT f.replay_id FROM gateway.following f JOIN gateway.replay r USING (replay_id)
          WHERE r.state = 'RUNNING' AND r.following AND f.next_at <= clock_timestamp()
            AND NOT EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'POISONED')
            AND (NOT f.all_cut OR (
            NOT EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'PENDING')
            AND NOT EXISTS (SELECT FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'LEASED')))
          FOR UPDATE OF f SKIP LOCKED)
        UPDATE gateway.following f SET next_at = clock_timestamp() + ? * interval '1 millisecond'
        FROM due d JOIN gateway.replay r USING (replay_id)
        WHERE f.replay_id = d.replay_id
        RETURNING r.replay_id, r.name, r.branch, r.fork_lsn, r.fork_snapshot, r.fork_time, r.fork_system, r.fork_precision,
          f.snapshot, f.stop OR f.until <= clock_timestamp() AS last, f.all_cut,
          (SELECT count(*) FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'PENDING')
            + (SELECT count(*) FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'LEASED') AS open""",
        statement -> statement.setLong(1, claim.toMillis()),
        PostgresFollowStore::following);
  }

  private static Following following(ResultSet row) throws SQLException {
    return new Following(
        row.getLong("replay_id"),
        row.getString("name"),
        row.getString("branch"),
        new ForkPoint(
            row.getString("fork_lsn"),
            row.getString("fork_snapshot"),
            row.getObject("fork_time", OffsetDateTime.class).toInstant(),
            row.getString("fork_system"),
            row.getString("fork_precision")),
        row.getString("snapshot"),
        row.getBoolean("last"),
        row.getBoolean("all_cut"),
        row.getLong("open"));
  }

  @Override
  public void later(Following following, Duration pause) {
    var _ =
        jdbc.update(
            """
            UPDATE gateway.following SET next_at = clock_timestamp() + ? * interval '1 millisecond'
            WHERE replay_id = ? AND snapshot = ? AND next_at > clock_timestamp()""",
            statement -> {
              statement.setLong(1, pause.toMillis());
              statement.setLong(2, following.id());
              statement.setString(3, following.since());
            });
  }

  @Override
  public boolean cut(Following following, Arrivals arrivals, Duration pause) {
    return jdbc.inTransaction(
        transaction -> {
          var first = lock(transaction, following, arrivals);
          if (first.isEmpty()) {
            return false;
          }
          var since = advance(transaction, following, arrivals, pause);
          if (since.isEmpty()) {
            // Nothing was changed by the lock that another cut would not change as well.
            transaction.connection().rollback();
            return false;
          }
          write(transaction, following, arrivals, first.get(), since.get());
          return true;
        });
  }

  /** Locks the live part as whoever ends it does; gives the number of its next shard. */
  private static Optional<Integer> lock(
      Transaction transaction, Following following, Arrivals arrivals) throws SQLException {
    return transaction.first(
        """
        UPDATE gateway.replay SET shards = shards + ?, estimated_actions = estimated_actions + ?
        WHERE replay_id = ? AND state = 'RUNNING' AND following RETURNING shards""",
        statement -> {
          statement.setInt(1, arrivals.pieces().size());
          statement.setLong(2, arrivals.actions());
          statement.setLong(3, following.id());
        },
        row -> row.getInt(1) - arrivals.pieces().size());
  }

  /** The compare-and-swap that makes every action be in one slice. */
  private static Optional<Instant> advance(
      Transaction transaction, Following following, Arrivals arrivals, Duration pause)
      throws SQLException {
    return transaction.first(
        """
        UPDATE gateway.following f SET snapshot = ?, cut_time = ?, all_cut = ?,
          next_at = CASE WHEN f.stop THEN '-infinity' ELSE clock_timestamp() + ? * interval '1 millisecond' END
        FROM gateway.following old
        WHERE f.replay_id = ? AND f.snapshot = ? AND NOT f.all_cut AND old.replay_id = f.replay_id
        RETURNING old.cut_time""",
        statement -> {
          statement.setString(1, arrivals.snapshot());
          statement.setObject(2, utc(arrivals.time()));
          statement.setBoolean(3, following.last());
          statement.setLong(4, pause.toMillis());
          statement.setLong(5, following.id());
          statement.setString(6, following.since());
        },
        row -> row.getObject(1, OffsetDateTime.class).toInstant());
  }

  private static void write(
      Transaction transaction, Following following, Arrivals arrivals, int first, Instant since)
      throws SQLException {
    if (arrivals.pieces().isEmpty()) {
      return;
    }
    try (var shard =
            transaction
                .connection()
                .prepareStatement(
                    """
                    INSERT INTO gateway.replay_shard (replay_id, shard, by_workflow, from_action, to_action)
                    VALUES (?, ?, false, ?, ?)""");
        var slice =
            transaction
                .connection()
                .prepareStatement(
                    """
                    INSERT INTO gateway.live_slice (replay_id, shard, since, since_time, upto, upto_time, actions, newest_action)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)""")) {
      var number = first;
      for (var piece : arrivals.pieces()) {
        shard.setLong(1, following.id());
        shard.setInt(2, number);
        shard.setLong(3, piece.first());
        shard.setLong(4, piece.last() + 1);
        shard.addBatch();
        slice.setLong(1, following.id());
        slice.setInt(2, number);
        slice.setString(3, following.since());
        slice.setObject(4, utc(since));
        slice.setString(5, arrivals.snapshot());
        slice.setObject(6, utc(arrivals.time()));
        slice.setLong(7, piece.actions());
        slice.setObject(8, utc(piece.newest()));
        slice.addBatch();
        number++;
      }
      var _ = shard.executeBatch();
      var _ = slice.executeBatch();
    }
  }

  @Override
  public List<String> changedWorkflows(long id) {
    return jdbc.query(
        "SELECT DISTINCT workflow_id FROM gateway.change WHERE replay_id = ?",
        statement -> statement.setLong(1, id),
        row -> row.getString(1));
  }

  @Override
  public void settle(Following following, Map<String, String> outcomes) {
    var _ =
        jdbc.inTransaction(
            transaction -> {
              // First the replay, as whoever ends it does.
              var settled =
                  transaction.update(
                      "UPDATE gateway.replay SET following = false WHERE replay_id = ? AND state = 'RUNNING' AND following",
                      statement -> statement.setLong(1, following.id()));
              return settled == 0
                  ? 0
                  : transaction.update(
                      """
                      UPDATE gateway.change c SET outcome = o.outcome
                      FROM unnest(?::text[], ?::smallint[]) AS o (workflow_id, outcome)
                      WHERE c.replay_id = ? AND c.workflow_id = o.workflow_id AND c.outcome <> o.outcome""",
                      statement -> {
                        var connection = statement.getConnection();
                        statement.setArray(
                            1, connection.createArrayOf("text", outcomes.keySet().toArray()));
                        statement.setArray(
                            2,
                            connection.createArrayOf(
                                "int2",
                                outcomes.values().stream()
                                    .map(PostgresFollowStore::number)
                                    .toArray()));
                        statement.setLong(3, following.id());
                      });
            });
  }

  /** As {@code change.outcome} has it. */
  private static short number(String outcome) {
    return switch (outcome) {
      case "success" -> 1;
      case "failure" -> 2;
      case "incident" -> 3;
      default -> 0;
    };
  }

  @Override
  public Optional<String> sliceOf(long id, String transaction) {
    return jdbc.first(
        """
        SELECT upto FROM gateway.live_slice
        WHERE replay_id = ? AND pg_visible_in_snapshot(?::xid8, upto::pg_snapshot) ORDER BY shard LIMIT 1""",
        statement -> {
          statement.setLong(1, id);
          statement.setString(2, transaction);
        },
        row -> row.getString(1));
  }

  @Override
  public void stop(long id) {
    var _ =
        jdbc.inTransaction(
            transaction -> {
              // The replay first, as whoever cuts does: in the other order they wait for each
              // other.
              var _ =
                  transaction.first(
                      "SELECT 1 FROM gateway.replay WHERE replay_id = ? FOR UPDATE",
                      statement -> statement.setLong(1, id),
                      row -> row.getInt(1));
              var stopped =
                  transaction.update(
                      "UPDATE gateway.following SET stop = true, next_at = '-infinity' WHERE replay_id = ? AND NOT stop",
                      statement -> statement.setLong(1, id));
              return stopped == 0
                  ? 0
                  : transaction.update(
                      "UPDATE gateway.replay SET revision = revision + 1 WHERE replay_id = ?",
                      statement -> statement.setLong(1, id));
            });
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
