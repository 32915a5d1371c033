package dev.hindcast.gateway.plan.postgres;

import com.google.protobuf.ByteString;
import dev.hindcast.gateway.live.FollowSettings;
import dev.hindcast.gateway.live.postgres.LiveRecord;
import dev.hindcast.gateway.plan.PlanStore;
import dev.hindcast.gateway.plan.PlannedReplay;
import dev.hindcast.gateway.plan.ShardRange;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Writes the tables {@code replay} and {@code replay_shard}. */
@Singleton
final class PostgresPlanStore implements PlanStore {
  private static final String PENDING = "PENDING";
  private static final String FOLLOWS = "FOLLOWS";

  private final Jdbc jdbc;
  private final FollowSettings follow;

  PostgresPlanStore(Jdbc jdbc, FollowSettings follow) {
    this.jdbc = jdbc;
    this.follow = follow;
  }

  @Override
  public Optional<Started> byRequestId(UUID requestId) {
    return jdbc.first(
        "SELECT name, request_digest FROM gateway.replay WHERE request_id = ?",
        statement -> statement.setObject(1, requestId),
        row -> new Started(row.getString(1), row.getString(2)));
  }

  @Override
  public Optional<ByteString> plan(String name) {
    return jdbc.first(
        "SELECT plan FROM gateway.replay WHERE name = ? AND plan IS NOT NULL",
        statement -> statement.setString(1, name),
        row -> ByteString.copyFrom(row.getBytes(1)));
  }

  @Override
  public boolean create(PlannedReplay replay) {
    return jdbc.inTransaction(transaction -> write(transaction, replay, PENDING).isPresent());
  }

  @Override
  public PassWritten createPass(List<PlannedReplay> pass) {
    return jdbc.inTransaction(
        transaction -> {
          var leader = write(transaction, pass.getFirst(), PENDING);
          if (leader.isEmpty()) {
            return PassWritten.LEADER_TAKEN;
          }
          PassRows.join(
              transaction, leader.get(), leader.get(), pass.getFirst().plan().candidate());
          for (var follower : pass.subList(1, pass.size())) {
            var id = write(transaction, follower, FOLLOWS);
            if (id.isEmpty()) {
              transaction.connection().rollback();
              return PassWritten.FOLLOWER_TAKEN;
            }
            PassRows.join(transaction, id.get(), leader.get(), follower.plan().candidate());
          }
          return PassWritten.WRITTEN;
        });
  }

  private Optional<Long> write(Transaction transaction, PlannedReplay replay, String shardState)
      throws SQLException {
    var id =
        transaction.first(
            """
            INSERT INTO gateway.replay (name, request_id, request_digest, branch,
              baseline_bundle, baseline_version, baseline_digest, allow_all, bundle, candidate_version, candidate_digest,
              active_version, baseline_rules, candidate_rules, window_start, window_end,
              fork_lsn, fork_snapshot, fork_time, fork_micros, shards, estimated_actions, creator,
              fork_system, fork_precision, priority, mode, full_reasons, scan, audit_seed, audit_one_in, plan, traceparent)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING RETURNING replay_id""",
            statement -> bind(statement, replay),
            row -> row.getLong(1));
    if (id.isPresent()) {
      writeShards(transaction, id.get(), replay, shardState);
      if (replay.request().follow()) {
        LiveRecord.write(transaction, id.get(), replay.name(), follow.longest());
      }
    }
    return id;
  }

  private static void bind(PreparedStatement statement, PlannedReplay replay) throws SQLException {
    var request = replay.request();
    var plan = replay.plan();
    var connection = statement.getConnection();
    statement.setString(1, replay.name());
    statement.setObject(2, request.requestId().orElse(null));
    statement.setString(3, replay.requestDigest());
    statement.setString(4, request.branch());
    statement.setString(5, plan.baseline().bundle());
    statement.setString(6, plan.baseline().version());
    statement.setString(7, plan.baseline().digest());
    statement.setBoolean(8, plan.baseline().allowAll());
    statement.setString(9, plan.candidate().bundle());
    statement.setString(10, plan.candidate().version());
    statement.setString(11, plan.candidate().digest());
    statement.setString(12, replay.activeVersion());
    statement.setArray(13, connection.createArrayOf("text", replay.baselineRules().toArray()));
    statement.setArray(14, connection.createArrayOf("text", replay.candidateRules().toArray()));
    statement.setObject(15, request.window().start().map(PostgresPlanStore::utc).orElse(null));
    statement.setObject(16, request.window().end().map(PostgresPlanStore::utc).orElse(null));
    statement.setString(17, replay.branch().forkPoint().lsn());
    statement.setString(18, replay.branch().forkPoint().snapshot());
    statement.setObject(19, utc(replay.branch().forkPoint().time()));
    statement.setLong(20, replay.branch().forkDuration().toNanos() / 1000);
    statement.setInt(21, plan.shards().ranges().size());
    statement.setLong(22, plan.shards().estimate());
    statement.setString(23, request.creator());
    statement.setString(24, replay.branch().forkPoint().systemIdentifier());
    statement.setString(25, replay.branch().forkPoint().precision());
    statement.setInt(26, request.priority());
    statement.setString(27, plan.mode().name());
    statement.setArray(28, connection.createArrayOf("text", plan.fullReasons().toArray()));
    statement.setString(29, plan.scan());
    statement.setLong(30, plan.audit().seed());
    statement.setLong(31, plan.audit().oneIn());
    statement.setBytes(32, replay.encodedPlan().toByteArray());
    statement.setString(33, replay.traceparent());
  }

  private static void writeShards(
      Transaction transaction, long id, PlannedReplay replay, String state) throws SQLException {
    try (var statement =
        transaction
            .connection()
            .prepareStatement(
                """
                INSERT INTO gateway.replay_shard
                  (replay_id, shard, by_workflow, from_action, to_action, from_workflow, to_workflow, state)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)""")) {
      var shard = 0;
      for (var range : replay.plan().shards().ranges()) {
        statement.setLong(1, id);
        statement.setInt(2, shard++);
        switch (range) {
          case ShardRange.Actions(var from, var to) ->
              bindRange(statement, false, from, to, "", "");
          case ShardRange.Workflows(var from, var to) -> bindRange(statement, true, 0, 0, from, to);
        }
        statement.setString(8, state);
        statement.addBatch();
      }
      var _ = statement.executeBatch();
    }
  }

  private static void bindRange(
      PreparedStatement statement,
      boolean byWorkflow,
      long fromAction,
      long toAction,
      String fromWorkflow,
      String toWorkflow)
      throws SQLException {
    statement.setBoolean(3, byWorkflow);
    statement.setLong(4, fromAction);
    statement.setLong(5, toAction);
    statement.setString(6, fromWorkflow);
    statement.setString(7, toWorkflow);
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
