package dev.hindcast.gateway.replay.postgres;

import dev.hindcast.gateway.branch.ForkPoint;
import dev.hindcast.gateway.replay.Audit;
import dev.hindcast.gateway.replay.PassPlace;
import dev.hindcast.gateway.replay.PolicyRef;
import dev.hindcast.gateway.replay.Progress;
import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.gateway.replay.ReplayFailure;
import dev.hindcast.gateway.replay.ReplayMode;
import dev.hindcast.gateway.replay.ReplayState;
import dev.hindcast.gateway.replay.Window;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Reads replays with their progress. That of an open one is summed from its shards, so no row is
 * hot; one that has ended knows its own.
 */
final class ReplayRows {
  /** Ends before its {@code WHERE}. */
  static final String SELECT =
      """
      SELECT r.*, v.*, (SELECT l.name FROM gateway.replay l WHERE l.replay_id = r.pass_id) AS pass_leader,
        ARRAY(SELECT m.name FROM gateway.replay m WHERE m.pass_id = r.replay_id ORDER BY m.replay_id) AS pass_replays,
        p.workers, r.end_done + p.shards_done AS shards_done, r.end_poisoned + p.shards_poisoned AS shards_poisoned,
        r.end_actions + p.actions AS actions, r.end_changed + p.changed AS changed, r.end_audited + p.audited AS audited,
        (extract(epoch FROM coalesce(r.end_time, clock_timestamp()) - r.create_time) * 1000000)::bigint AS elapsed_micros
      FROM gateway.replay r CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE s.state = 'DONE') AS shards_done,
          count(*) FILTER (WHERE s.state = 'POISONED') AS shards_poisoned,
          coalesce(sum(s.actions) FILTER (WHERE s.state = 'DONE'), 0) AS actions,
          coalesce(sum(s.changed) FILTER (WHERE s.state = 'DONE'), 0) AS changed,
          coalesce(sum(s.audited) FILTER (WHERE s.state = 'DONE'), 0) AS audited,
          count(DISTINCT s.worker) FILTER (WHERE s.state = 'LEASED') AS workers
        FROM gateway.replay_shard s WHERE s.replay_id = r.replay_id AND r.end_time IS NULL) p
      LEFT JOIN gateway.live v ON v.live_of = r.replay_id
      """;

  private ReplayRows() {}

  static Replay read(ResultSet row) throws SQLException {
    return new Replay(
        row.getLong("replay_id"),
        row.getString("name"),
        ReplayState.valueOf(row.getString("state")),
        row.getLong("revision"),
        row.getString("branch"),
        new PolicyRef(
            row.getString("baseline_bundle"),
            row.getString("baseline_version"),
            row.getString("baseline_digest"),
            row.getBoolean("allow_all")),
        PolicyRows.candidate(row),
        row.getString("active_version"),
        new Window(time(row, "window_start"), time(row, "window_end")),
        ReplayMode.valueOf(row.getString("mode")),
        List.of((String[]) row.getArray("full_reasons").getArray()),
        new Audit(row.getLong("audit_seed"), row.getLong("audit_one_in"), row.getLong("audited")),
        new ForkPoint(
            row.getString("fork_lsn"),
            row.getString("fork_snapshot"),
            time(row, "fork_time").orElseThrow(),
            row.getString("fork_system"),
            row.getString("fork_precision")),
        micros(row, "fork_micros"),
        progress(row),
        row.getInt("priority"),
        row.getString("creator"),
        time(row, "create_time").orElseThrow(),
        time(row, "end_time"),
        failure(row),
        row.getString("diff_digest"),
        pass(row),
        LiveRows.read(row));
  }

  private static Optional<PassPlace> pass(ResultSet row) throws SQLException {
    var leader = row.getString("pass_leader");
    return leader == null
        ? Optional.empty()
        : Optional.of(
            new PassPlace(leader, List.of((String[]) row.getArray("pass_replays").getArray())));
  }

  private static Progress progress(ResultSet row) throws SQLException {
    return new Progress(
        row.getInt("shards"),
        row.getInt("shards_done"),
        row.getInt("shards_poisoned"),
        row.getLong("actions"),
        row.getLong("estimated_actions"),
        row.getLong("changed"),
        row.getInt("workers"),
        micros(row, "elapsed_micros"));
  }

  private static Optional<ReplayFailure> failure(ResultSet row) throws SQLException {
    var reason = row.getString("failure_reason");
    return reason.isEmpty()
        ? Optional.empty()
        : Optional.of(new ReplayFailure(reason, row.getString("failure")));
  }

  private static Duration micros(ResultSet row, String column) throws SQLException {
    return Duration.of(row.getLong(column), ChronoUnit.MICROS);
  }

  static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
