package dev.hindcast.gateway.merge.postgres;

import dev.hindcast.gateway.change.ChangeRow;
import dev.hindcast.gateway.lease.ShardLease;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.postgresql.PGConnection;

/** Writes changes with COPY in its binary format. */
final class ChangeCopy {
  private static final String COPY =
      """
      COPY gateway.change (replay_id, action_id, shard, epoch, workflow_id, step, kind, outcome, lost, diverges,
        action_time, tool, agent, baseline_rule, candidate_rule, baseline, candidate) FROM STDIN (FORMAT binary)""";
  private static final int COLUMNS = 17;
  private static final int TYPICAL_ROW = 320;

  /** PostgreSQL counts its microseconds from here. */
  private static final long EPOCH_SECONDS = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

  private ChangeCopy() {}

  static void write(Connection connection, long replayId, ShardLease lease, List<ChangeRow> rows)
      throws SQLException {
    var out = new CopyBuffer(64 + rows.size() * TYPICAL_ROW);
    out.header();
    for (var row : rows) {
      out.row(COLUMNS);
      out.int8(replayId);
      out.int8(row.actionId());
      out.int4(lease.shard());
      out.int8(lease.epoch());
      write(out, row);
    }
    out.trailer();
    var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
    try {
      copy.writeToCopy(out.bytes(), 0, out.length());
      var _ = copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static void write(CopyBuffer out, ChangeRow row) {
    out.text(row.workflowId());
    out.int4(row.step());
    out.int2(row.kind());
    out.int2(row.outcome());
    out.bool(row.lost());
    out.bool(row.diverges());
    out.int8(micros(row.time()));
    out.text(row.tool());
    out.text(row.agent());
    out.text(row.baselineRule());
    out.text(row.candidateRule());
    out.bytes(row.baseline());
    out.bytes(row.candidate());
  }

  static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond() - EPOCH_SECONDS, 1_000_000L),
        time.getNano() / 1000);
  }
}
