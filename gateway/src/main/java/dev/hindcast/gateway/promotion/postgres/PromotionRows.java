package dev.hindcast.gateway.promotion.postgres;

import dev.hindcast.gateway.branch.ForkPoint;
import dev.hindcast.gateway.promotion.Evidence;
import dev.hindcast.gateway.promotion.Intent;
import dev.hindcast.gateway.promotion.Promotion;
import dev.hindcast.gateway.promotion.PromotionState;
import dev.hindcast.gateway.promotion.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** Reads promotions with the evidence of their replays. */
final class PromotionRows {
  /** Ends before its {@code WHERE}. */
  static final String SELECT =
      """
      SELECT p.*, r.name AS replay, r.branch, r.baseline_digest, r.candidate_digest, r.diff_digest,
        r.fork_lsn, r.fork_snapshot, r.fork_time, r.fork_system, r.fork_precision
      FROM gateway.promotion p JOIN gateway.replay r ON r.replay_id = p.replay_id
      """;

  private PromotionRows() {}

  static Promotion read(ResultSet row) throws SQLException {
    return new Promotion(
        row.getLong("promotion_id"),
        row.getInt("number"),
        new Intent(
            evidence(row),
            row.getString("channel"),
            row.getString("from_version"),
            row.getString("to_version"),
            row.getString("promoter"),
            verdicts(row),
            row.getBoolean("keep_branch"),
            Optional.ofNullable(row.getObject("max_fork_age_nanos", Long.class))
                .map(Duration::ofNanos),
            Optional.ofNullable(row.getObject("request_id", UUID.class))),
        PromotionState.valueOf(row.getString("state")),
        row.getString("found_version"),
        time(row, "create_time"),
        time(row, "end_time"),
        row.getBoolean("moved"),
        row.getBoolean("branch_discarded"));
  }

  private static Evidence evidence(ResultSet row) throws SQLException {
    return new Evidence(
        row.getLong("replay_id"),
        row.getString("replay"),
        row.getString("branch"),
        new ForkPoint(
            row.getString("fork_lsn"),
            row.getString("fork_snapshot"),
            time(row, "fork_time").orElseThrow(),
            row.getString("fork_system"),
            row.getString("fork_precision")),
        row.getString("baseline_digest"),
        row.getString("candidate_digest"),
        row.getString("diff_digest"));
  }

  private static List<Verdict> verdicts(ResultSet row) throws SQLException {
    var gates = (String[]) row.getArray("gates").getArray();
    var passed = (Boolean[]) row.getArray("gates_passed").getArray();
    var details = (String[]) row.getArray("gate_details").getArray();
    return IntStream.range(0, gates.length)
        .mapToObj(i -> new Verdict(gates[i], passed[i], details[i]))
        .toList();
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
