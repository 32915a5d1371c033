package dev.hindcast.gateway.lease.postgres;

import dev.hindcast.gateway.lease.LeaseDuration;
import dev.hindcast.gateway.lease.LeaseStore;
import dev.hindcast.gateway.lease.LeasedShard;
import dev.hindcast.gateway.lease.ShardLease;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Leases by {@code FOR UPDATE SKIP LOCKED}: gateways never wait for each other. */
@Singleton
final class PostgresLeaseStore implements LeaseStore {
  private static final String FREE =
      "SET state = 'PENDING', session = NULL, worker = '', lease_until = NULL";

  private final Jdbc jdbc;
  private final LeaseDuration duration;

  PostgresLeaseStore(Jdbc jdbc, LeaseDuration duration) {
    this.jdbc = jdbc;
    this.duration = duration;
  }

  @Override
  public List<LeasedShard> lease(String worker, UUID session, int slots) {
    return jdbc.query(
        """
        WITH free AS (
          SELECT s.replay_id, s.shard FROM gateway.replay_shard s JOIN gateway.replay r USING (replay_id)
          WHERE s.state = 'PENDING' AND r.state = 'RUNNING' AND s.attempts < ? AND s.retry_at <= clock_timestamp()
          ORDER BY s.replay_id, s.shard LIMIT ? FOR UPDATE OF s SKIP LOCKED)
        UPDATE gateway.replay_shard s
        SET state = 'LEASED', epoch = epoch + 1, attempts = attempts + 1, worker = ?, session = ?,
          lease_until = clock_timestamp() + ? * interval '1 millisecond', batches = 0, batched_changes = 0
        FROM free f JOIN gateway.replay r USING (replay_id)
        WHERE s.replay_id = f.replay_id AND s.shard = f.shard
        RETURNING r.name, s.shard, s.epoch, s.by_workflow, s.from_action, s.to_action, s.from_workflow, s.to_workflow,
          r.branch, r.fork_lsn, r.fork_snapshot, r.fork_time, r.fork_system, r.fork_precision, r.baseline_bundle, r.baseline_version, r.baseline_digest, r.allow_all,
          r.bundle, r.candidate_version, r.candidate_digest, r.window_start, r.window_end, r.scan""",
        statement -> {
          statement.setInt(1, MOST_ATTEMPTS);
          statement.setInt(2, slots);
          statement.setString(3, worker);
          statement.setObject(4, session);
          statement.setLong(5, duration.millis());
        },
        LeasedRows::read);
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
  public Optional<Integer> giveBack(
      ShardLease lease, boolean counted, Duration delay, String detail) {
    return jdbc.first(
        "UPDATE gateway.replay_shard s "
            + FREE
            + """
            , attempts = attempts - ?, retry_at = clock_timestamp() + ? * interval '1 millisecond' * 2 ^ (attempts - 1),
              last_failure = ?
            FROM gateway.replay r
            WHERE r.replay_id = s.replay_id AND r.name = ? AND s.shard = ? AND s.epoch = ? AND s.state = 'LEASED'
            RETURNING s.attempts""",
        statement -> {
          statement.setInt(1, counted ? 0 : 1);
          statement.setLong(2, delay.toMillis());
          statement.setString(3, detail.replace('\0', ' '));
          statement.setString(4, lease.replay());
          statement.setInt(5, lease.shard());
          statement.setLong(6, lease.epoch());
        },
        row -> row.getInt(1));
  }

  @Override
  public int giveBackAll(UUID session, boolean counted) {
    return jdbc.update(
        "UPDATE gateway.replay_shard "
            + FREE
            + ", attempts = attempts - ?, last_failure = 'its worker went away' WHERE session = ? AND state = 'LEASED'",
        statement -> {
          statement.setInt(1, counted ? 0 : 1);
          statement.setObject(2, session);
        });
  }

  @Override
  public int giveBackEarlier(String worker, UUID session) {
    return jdbc.update(
        "UPDATE gateway.replay_shard "
            + FREE
            + ", last_failure = 'its worker went away' WHERE worker = ? AND session <> ? AND state = 'LEASED'",
        statement -> {
          statement.setString(1, worker);
          statement.setObject(2, session);
        });
  }

  @Override
  public int reap() {
    return jdbc.update(
        "UPDATE gateway.replay_shard s "
            + FREE
            + """
            , last_failure = 'its worker was silent for longer than a lease' FROM (
              SELECT replay_id, shard FROM gateway.replay_shard
              WHERE state = 'LEASED' AND lease_until < clock_timestamp() FOR UPDATE SKIP LOCKED) late
            WHERE s.replay_id = late.replay_id AND s.shard = late.shard""",
        Binder.NONE);
  }

  @Override
  public List<Exhausted> exhausted() {
    return jdbc.query(
        """
        SELECT DISTINCT ON (r.replay_id) r.name, s.shard, s.attempts, s.last_failure
        FROM gateway.replay r JOIN gateway.replay_shard s USING (replay_id)
        WHERE r.state = 'RUNNING' AND s.state = 'PENDING' AND s.attempts >= ?
        ORDER BY r.replay_id, s.shard""",
        statement -> statement.setInt(1, MOST_ATTEMPTS),
        row -> new Exhausted(row.getString(1), row.getInt(2), row.getInt(3), row.getString(4)));
  }
}
