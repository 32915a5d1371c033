package dev.hindcast.gateway.lease.postgres;

import dev.hindcast.gateway.branch.ForkPoint;
import dev.hindcast.gateway.lease.LeasedShard;
import dev.hindcast.gateway.lease.PoisonedShard;
import dev.hindcast.gateway.lease.ShardLease;
import dev.hindcast.gateway.lease.WaitingReplay;
import dev.hindcast.gateway.plan.ShardRange;
import dev.hindcast.gateway.replay.PolicyRef;
import dev.hindcast.gateway.replay.Window;
import dev.hindcast.gateway.replay.postgres.PolicyRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Reads shards and the replays that they wait for. */
final class LeasedRows {
  private LeasedRows() {}

  static LeasedShard read(ResultSet row) throws SQLException {
    return new LeasedShard(
        new ShardLease(row.getString("name"), row.getInt("shard"), row.getLong("epoch")),
        range(row),
        row.getString("branch"),
        new PolicyRef(
            row.getString("baseline_bundle"),
            row.getString("baseline_version"),
            row.getString("baseline_digest"),
            row.getBoolean("allow_all")),
        PolicyRows.candidate(row),
        new Window(time(row, "window_start"), time(row, "window_end")),
        List.of(),
        slice(row),
        row.getString("scan"),
        row.getString("traceparent"));
  }

  private static Optional<LeasedShard.Slice> slice(ResultSet row) throws SQLException {
    var since = row.getString("since");
    return since == null
        ? Optional.empty()
        : Optional.of(new LeasedShard.Slice(since, row.getString("upto")));
  }

  static WaitingReplay waiting(ResultSet row) throws SQLException {
    return new WaitingReplay(
        row.getString("name"),
        row.getString("branch"),
        new ForkPoint(
            row.getString("fork_lsn"),
            row.getString("fork_snapshot"),
            time(row, "fork_time").orElseThrow(),
            row.getString("fork_system"),
            row.getString("fork_precision")),
        row.getInt("priority"),
        row.getInt("shards"));
  }

  static PoisonedShard poisoned(ResultSet row) throws SQLException {
    return new PoisonedShard(
        row.getInt("shard"), range(row), row.getInt("attempts"), row.getString("last_failure"));
  }

  private static ShardRange range(ResultSet row) throws SQLException {
    return row.getBoolean("by_workflow")
        ? new ShardRange.Workflows(row.getString("from_workflow"), row.getString("to_workflow"))
        : new ShardRange.Actions(row.getLong("from_action"), row.getLong("to_action"));
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
