package dev.hindcast.gateway.lease.postgres;

import dev.hindcast.gateway.lease.LeaseDuration;
import dev.hindcast.gateway.lease.LeaseStore;
import dev.hindcast.gateway.lease.LeasedShard;
import dev.hindcast.gateway.lease.PoisonedShard;
import dev.hindcast.gateway.lease.ShardLease;
import dev.hindcast.gateway.lease.WaitingReplay;
import dev.hindcast.gateway.replay.postgres.PolicyRows;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Leases by {@code FOR UPDATE SKIP LOCKED}: gateways never wait for each other. */
@Singleton
final class PostgresLeaseStore implements LeaseStore {
  /** As many of a replay's shards are counted at most: more than any gateway has slots. */
  private static final int COUNTED = 1_000;

  private static final int DETAIL_LENGTH = 2_000;

  private final Jdbc jdbc;
  private final LeaseDuration duration;

  PostgresLeaseStore(Jdbc jdbc, LeaseDuration duration) {
    this.jdbc = jdbc;
    this.duration = duration;
  }

  /** Ends a lease. The attempt counts, or is forgiven; after too many the shard is poisoned. */
  private static String free(boolean counted) {
    return """
        SET state = CASE WHEN attempts - %1$d >= %2$d THEN 'POISONED' ELSE 'PENDING' END, attempts = attempts - %1$d,
          session = NULL, worker = '', lease_until = NULL, """
        .formatted(counted ? 0 : 1, MOST_ATTEMPTS);
  }

  /** Ends a lease whose worker was lost; if the attempt counts, it may be forgiven. */
  private static String lose(boolean counted) {
    return free(counted) + (counted ? "left_by = worker, " : "");
  }

  @Override
  public List<WaitingReplay> waiting() {
    return jdbc.query(
        """
        SELECT r.name, r.branch, r.fork_lsn, r.fork_snapshot, r.fork_time, r.fork_system, r.fork_precision, r.priority, p.shards
        FROM gateway.replay r CROSS JOIN LATERAL (
          SELECT count(*) AS shards FROM (
            SELECT FROM gateway.replay_shard s
            WHERE s.replay_id = r.replay_id AND s.state = 'PENDING' AND s.retry_at <= clock_timestamp() LIMIT ?) f) p
        WHERE r.state = 'RUNNING' AND p.shards > 0 ORDER BY r.replay_id""",
        statement -> statement.setInt(1, COUNTED),
        LeasedRows::waiting);
  }

  @Override
  public List<LeasedShard> lease(String replay, String worker, UUID session, int slots) {
    var leased =
        jdbc.query(
            """
        WITH free AS (
          SELECT s.replay_id, s.shard FROM gateway.replay_shard s JOIN gateway.replay r USING (replay_id)
          WHERE r.name = ? AND r.state = 'RUNNING' AND s.state = 'PENDING' AND s.retry_at <= clock_timestamp()
          ORDER BY s.shard LIMIT ? FOR UPDATE OF s SKIP LOCKED)
        UPDATE gateway.replay_shard s
        SET state = 'LEASED', epoch = epoch + 1, attempts = attempts + 1, worker = ?, session = ?,
          lease_until = clock_timestamp() + ? * interval '1 millisecond', batches = 0, batched_changes = 0
        FROM free f JOIN gateway.replay r USING (replay_id) LEFT JOIN gateway.live_slice v USING (replay_id, shard)
        WHERE s.replay_id = f.replay_id AND s.shard = f.shard
        RETURNING r.name, s.shard, s.epoch, s.by_workflow, s.from_action, s.to_action, s.from_workflow, s.to_workflow,
          r.branch, r.baseline_bundle, r.baseline_version, r.baseline_digest, r.allow_all,
          r.window_start, r.window_end, r.scan, r.traceparent, v.since, v.upto, """
                + PolicyRows.CANDIDATE,
            statement -> {
              statement.setString(1, replay);
              statement.setInt(2, slots);
              statement.setString(3, worker);
              statement.setObject(4, session);
              statement.setLong(5, duration.millis());
            },
            LeasedRows::read);
    return Followers.join(jdbc, leased);
  }

  @Override
  public Set<ShardLease> renew(UUID session, Collection<ShardLease> leases) {
    if (leases.isEmpty()) {
      return Set.of();
    }
    return new HashSet<>(
        jdbc.query(
            """
            UPDATE gateway.replay_shard s SET lease_until = clock_timestamp() + ? * interval '1 millisecond'
            FROM unnest(?::text[], ?::int[], ?::bigint[]) AS l (name, shard, epoch) JOIN gateway.replay r USING (name)
            WHERE s.replay_id = r.replay_id AND s.shard = l.shard AND s.epoch = l.epoch
              AND s.state = 'LEASED' AND s.session = ?
            RETURNING r.name, s.shard, s.epoch""",
            statement -> {
              var connection = statement.getConnection();
              statement.setLong(1, duration.millis());
              statement.setArray(
                  2,
                  connection.createArrayOf(
                      "text", leases.stream().map(ShardLease::replay).toArray()));
              statement.setArray(
                  3,
                  connection.createArrayOf(
                      "int4", leases.stream().map(ShardLease::shard).toArray()));
              statement.setArray(
                  4,
                  connection.createArrayOf(
                      "int8", leases.stream().map(ShardLease::epoch).toArray()));
              statement.setObject(5, session);
            },
            PostgresLeaseStore::lease));
  }

  @Override
  public Set<ShardLease> held(Collection<UUID> sessions) {
    return new HashSet<>(
        jdbc.query(
            """
            SELECT r.name, s.shard, s.epoch FROM gateway.replay_shard s JOIN gateway.replay r USING (replay_id)
            WHERE s.state = 'LEASED' AND s.session = ANY (?)""",
            statement ->
                statement.setArray(
                    1, statement.getConnection().createArrayOf("uuid", sessions.toArray())),
            PostgresLeaseStore::lease));
  }

  private static ShardLease lease(ResultSet row) throws SQLException {
    return new ShardLease(row.getString(1), row.getInt(2), row.getLong(3));
  }

  @Override
  public boolean giveBack(ShardLease lease, boolean counted, Duration delay, String detail) {
    return jdbc.update(
            "UPDATE gateway.replay_shard s "
                + free(counted)
                + """
                retry_at = clock_timestamp() + ? * interval '1 millisecond' * 2 ^ (attempts - 1), last_failure = ?
                FROM gateway.replay r
                WHERE r.replay_id = s.replay_id AND r.name = ? AND s.shard = ? AND s.epoch = ? AND s.state = 'LEASED'""",
            statement -> {
              statement.setLong(1, delay.toMillis());
              statement.setString(2, detail(detail));
              statement.setString(3, lease.replay());
              statement.setInt(4, lease.shard());
              statement.setLong(5, lease.epoch());
            })
        > 0;
  }

  private static String detail(String text) {
    var clean = text.replace('\0', ' ');
    return clean.length() <= DETAIL_LENGTH ? clean : clean.substring(0, DETAIL_LENGTH);
  }

  @Override
  public void count(ShardLease lease) {
    var _ =
        jdbc.update(
            """
            UPDATE gateway.replay_shard s SET attempts = attempts + 1,
              state = CASE WHEN s.state = 'PENDING' AND attempts + 1 >= ? THEN 'POISONED' ELSE s.state END
            FROM gateway.replay r
            WHERE r.replay_id = s.replay_id AND r.name = ? AND s.shard = ? AND s.epoch >= ? AND s.state IN ('PENDING', 'LEASED')""",
            statement -> {
              statement.setInt(1, MOST_ATTEMPTS);
              statement.setString(2, lease.replay());
              statement.setInt(3, lease.shard());
              statement.setLong(4, lease.epoch());
            });
  }

  @Override
  public int giveBackAll(UUID session, boolean counted) {
    return jdbc.update(
        "UPDATE gateway.replay_shard "
            + lose(counted)
            + "last_failure = 'its worker went away' WHERE session = ? AND state = 'LEASED'",
        statement -> statement.setObject(1, session));
  }

  @Override
  public int giveBackEarlier(String worker, UUID session, boolean counted) {
    return jdbc.update(
        "UPDATE gateway.replay_shard "
            + free(counted)
            + "last_failure = 'its worker went away' WHERE worker = ? AND session <> ? AND state = 'LEASED'",
        statement -> {
          statement.setString(1, worker);
          statement.setObject(2, session);
        });
  }

  @Override
  public int forgive(String worker) {
    return jdbc.update(
        """
        UPDATE gateway.replay_shard s
        SET attempts = attempts - 1, left_by = NULL, state = CASE WHEN state = 'POISONED' THEN 'PENDING' ELSE state END
        WHERE left_by = ? AND state IN ('PENDING', 'LEASED', 'POISONED')""",
        statement -> statement.setString(1, worker));
  }

  @Override
  public int reap() {
    return jdbc.update(
        "UPDATE gateway.replay_shard s "
            + lose(true)
            + """
            last_failure = 'its worker was silent for longer than a lease' FROM (
              SELECT replay_id, shard FROM gateway.replay_shard
              WHERE state = 'LEASED' AND lease_until < clock_timestamp() FOR UPDATE SKIP LOCKED) late
            WHERE s.replay_id = late.replay_id AND s.shard = late.shard""",
        Binder.NONE);
  }

  @Override
  public int giveBackPaused() {
    return jdbc.update(
        "UPDATE gateway.replay_shard s "
            + free(false)
            + "last_failure = 'its replay was paused' FROM gateway.replay r"
            + " WHERE r.replay_id = s.replay_id AND r.state = 'PAUSED' AND s.state = 'LEASED'",
        Binder.NONE);
  }

  @Override
  public List<PoisonedShard> poisoned(String replay, int most) {
    return jdbc.query(
        """
        SELECT s.* FROM gateway.replay r JOIN gateway.replay_shard s USING (replay_id)
        WHERE r.name = ? AND r.state = 'RUNNING' AND s.state = 'POISONED'
          AND NOT EXISTS (SELECT FROM gateway.replay_shard o WHERE o.replay_id = r.replay_id AND o.state = 'PENDING')
          AND NOT EXISTS (SELECT FROM gateway.replay_shard o WHERE o.replay_id = r.replay_id AND o.state = 'LEASED')
        ORDER BY s.shard LIMIT ?""",
        statement -> {
          statement.setString(1, replay);
          statement.setInt(2, most);
        },
        LeasedRows::poisoned);
  }
}
