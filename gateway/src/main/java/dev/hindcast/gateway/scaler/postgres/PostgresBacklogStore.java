package dev.hindcast.gateway.scaler.postgres;

import dev.hindcast.gateway.scaler.Backlog;
import dev.hindcast.gateway.scaler.BacklogStore;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import jakarta.inject.Singleton;

/**
 * One statement over the partial indexes of running replays and of pending and leased shards: what
 * has ended is in none of them. A poisoned shard is neither open nor done: no worker will take it,
 * and none did its work. A live part is cut into slices of very different size: their sizes are
 * known.
 */
@Singleton
final class PostgresBacklogStore implements BacklogStore {
  private static final String SQL =
      """
      SELECT r.replay_id, p.shards + l.shards AS open,
        CASE WHEN r.live_of IS NULL AND x.shards > 0 THEN r.estimated_actions::float8 * (r.shards - x.shards) / r.shards
          ELSE r.estimated_actions END AS actions,
        CASE WHEN r.live_of IS NULL THEN r.estimated_actions::float8 * (p.shards + l.shards) / r.shards ELSE (
          SELECT coalesce(sum(v.actions), 0) FROM (
            SELECT s.shard FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'PENDING'
            UNION ALL
            SELECT s.shard FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'LEASED') o
          JOIN gateway.live_slice v ON v.replay_id = r.replay_id AND v.shard = o.shard) END AS open_actions,
        (SELECT count(DISTINCT s.worker) FROM gateway.replay_shard s WHERE s.state = 'LEASED') AS workers
      FROM gateway.replay r
      CROSS JOIN LATERAL (
        SELECT count(*) AS shards FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'PENDING') p
      CROSS JOIN LATERAL (
        SELECT count(*) AS shards FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'LEASED') l
      CROSS JOIN LATERAL (
        SELECT count(*) AS shards FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'POISONED') x
      WHERE r.state = 'RUNNING'""";

  private final Jdbc jdbc;

  PostgresBacklogStore(Jdbc jdbc) {
    this.jdbc = jdbc;
  }

  private record Row(Backlog.Running replay, int workers) {}

  @Override
  public Backlog read() {
    var rows =
        jdbc.query(
            SQL,
            Binder.NONE,
            row ->
                new Row(
                    new Backlog.Running(
                        row.getLong("replay_id"),
                        row.getInt("open"),
                        row.getDouble("open_actions"),
                        row.getDouble("actions")),
                    row.getInt("workers")));
    return new Backlog(
        rows.stream().map(Row::replay).toList(), rows.isEmpty() ? 0 : rows.getFirst().workers());
  }
}
