package dev.hindcast.gateway.lease.postgres;

import dev.hindcast.gateway.branch.ForkPoint;
import dev.hindcast.gateway.lease.LeasedShard;
import dev.hindcast.gateway.lease.ShardLease;
import dev.hindcast.gateway.plan.ShardRange;
import dev.hindcast.gateway.replay.PolicyRef;
import dev.hindcast.gateway.replay.Window;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Reads a shard that was just leased. */
final class LeasedRows {
  private LeasedRows() {}

  static LeasedShard read(ResultSet row) throws SQLException {
    var range =
        row.getBoolean("by_workflow")
            ? new ShardRange.Workflows(row.getString("from_workflow"), row.getString("to_workflow"))
            : new ShardRange.Actions(row.getLong("from_action"), row.getLong("to_action"));
    return new LeasedShard(
        new ShardLease(row.getString("name"), row.getInt("shard"), row.getLong("epoch")),
        range,
        row.getString("branch"),
        new ForkPoint(
            row.getString("fork_lsn"),
            row.getString("fork_snapshot"),
            time(row, "fork_time").orElseThrow(),
            row.getString("fork_system"),
            row.getString("fork_precision")),
        new PolicyRef(
            row.getString("baseline_bundle"),
            row.getString("baseline_version"),
            row.getString("baseline_digest"),
            row.getBoolean("allow_all")),
        new PolicyRef(
            row.getString("bundle"),
            row.getString("candidate_version"),
            row.getString("candidate_digest"),
            false),
        new Window(time(row, "window_start"), time(row, "window_end")),
        row.getString("scan"));
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
