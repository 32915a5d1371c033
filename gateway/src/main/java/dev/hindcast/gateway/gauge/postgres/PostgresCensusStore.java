package dev.hindcast.gateway.gauge.postgres;

import dev.hindcast.gateway.gauge.Census;
import dev.hindcast.gateway.gauge.CensusStore;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** One statement over the partial indexes of open replays and of open shards. */
@Singleton
final class PostgresCensusStore implements CensusStore {
  private static final String SQL =
      """
      SELECT
        count(*) FILTER (WHERE r.live_of IS NULL AND r.state = 'RUNNING') AS running,
        count(*) FILTER (WHERE r.live_of IS NULL AND r.state = 'PAUSED') AS paused,
        count(*) FILTER (WHERE r.live_of IS NOT NULL AND r.state = 'RUNNING') AS following,
        coalesce(sum(s.pending) FILTER (WHERE r.state = 'RUNNING'), 0) AS pending,
        coalesce(sum(s.leased) FILTER (WHERE r.state = 'RUNNING'), 0) AS leased,
        coalesce(sum(s.poisoned) FILTER (WHERE r.state = 'RUNNING'), 0) AS poisoned,
        coalesce(sum(r.shards - s.pending - s.leased - s.poisoned) FILTER (WHERE r.state = 'RUNNING'), 0) AS done,
        coalesce(extract(epoch FROM clock_timestamp() - min(CASE WHEN f.all_cut THEN l.since ELSE coalesce(l.since, f.cut_time) END)
          FILTER (WHERE r.state = 'RUNNING')), 0)::float8 AS lag,
        coalesce(sum(l.actions) FILTER (WHERE r.state = 'RUNNING'), 0) AS waiting
      FROM gateway.replay r
      CROSS JOIN LATERAL (
        SELECT
          (SELECT count(*) FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'PENDING') AS pending,
          (SELECT count(*) FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'LEASED') AS leased,
          (SELECT count(*) FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'POISONED') AS poisoned) s
      LEFT JOIN gateway.following f USING (replay_id)
      LEFT JOIN LATERAL (
        SELECT min(v.since_time) AS since, sum(v.actions) AS actions FROM (
          SELECT s.shard FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'PENDING'
          UNION ALL
          SELECT s.shard FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND s.state = 'LEASED') o
        JOIN gateway.live_slice v ON v.replay_id = r.replay_id AND v.shard = o.shard) l ON f.replay_id IS NOT NULL
      WHERE r.state IN ('RUNNING', 'PAUSED') AND (r.pass_id IS NULL OR r.pass_id = r.replay_id)""";

  private final Jdbc jdbc;

  PostgresCensusStore(Jdbc jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Census read() {
    return jdbc.first(SQL, Binder.NONE, PostgresCensusStore::census).orElseThrow();
  }

  private static Census census(ResultSet row) throws SQLException {
    return new Census(
        row.getLong("running"),
        row.getLong("paused"),
        row.getLong("following"),
        new Census.Shards(
            row.getLong("pending"),
            row.getLong("leased"),
            row.getLong("done"),
            row.getLong("poisoned")),
        // The clocks of two servers may differ by a little.
        Duration.ofMillis(Math.max(0, Math.round(row.getDouble("lag") * 1e3))),
        row.getLong("waiting"));
  }
}
