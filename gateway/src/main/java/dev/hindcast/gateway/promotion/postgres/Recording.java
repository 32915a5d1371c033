package dev.hindcast.gateway.promotion.postgres;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.promotion.Intent;
import dev.hindcast.gateway.promotion.Promotion;
import dev.hindcast.gateway.promotion.PromotionState;
import dev.hindcast.gateway.promotion.Verdict;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Puts an attempt on record, in a transaction. */
final class Recording {
  private final Transaction transaction;

  Recording(Transaction transaction) {
    this.transaction = requireNonNull(transaction);
  }

  Optional<Promotion> record(Intent intent) throws SQLException {
    var replayId = intent.evidence().replayId();
    // One attempt of a replay at a time: numbers have no gaps, and of two callers without a request
    // id the second finds what the first wrote.
    var _ =
        transaction.first(
            "SELECT replay_id FROM gateway.replay WHERE replay_id = ? FOR NO KEY UPDATE",
            statement -> statement.setLong(1, replayId),
            row -> row.getLong(1));
    if (intent.requestId().isEmpty()) {
      var standing =
          transaction
              .first(
                  PostgresPromotionStore.LATEST,
                  statement -> {
                    statement.setLong(1, replayId);
                    statement.setString(2, intent.channel());
                  },
                  PromotionRows::read)
              .filter(Promotion::stands);
      if (standing.isPresent()) {
        return standing;
      }
    }
    var id = insert(intent);
    return id.isEmpty()
        ? Optional.empty()
        : transaction.first(
            PromotionRows.SELECT + "WHERE p.promotion_id = ?",
            statement -> statement.setLong(1, id.get()),
            PromotionRows::read);
  }

  private Optional<Long> insert(Intent intent) throws SQLException {
    return transaction.first(
        """
        INSERT INTO gateway.promotion (replay_id, number, state, end_time, channel, from_version, to_version, promoter,
          gates, gates_passed, gate_details, keep_branch, max_fork_age_nanos, request_id, retry_at)
        SELECT r.replay_id, 1 + coalesce((SELECT max(p.number) FROM gateway.promotion p WHERE p.replay_id = r.replay_id), 0),
          ?, CASE WHEN ? THEN NULL ELSE clock_timestamp() END, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, %s
        FROM gateway.replay r WHERE r.replay_id = ?
        ON CONFLICT (request_id) DO NOTHING RETURNING promotion_id"""
            .formatted(PostgresPromotionStore.CLAIM),
        statement -> bind(statement, intent),
        row -> row.getLong(1));
  }

  private static void bind(PreparedStatement statement, Intent intent) throws SQLException {
    var connection = statement.getConnection();
    var state = intent.gatesHold() ? PromotionState.PENDING : PromotionState.GATES_FAILED;
    statement.setString(1, state.name());
    statement.setBoolean(2, intent.gatesHold());
    statement.setString(3, intent.channel());
    statement.setString(4, intent.from());
    statement.setString(5, intent.to());
    statement.setString(6, intent.promoter());
    statement.setArray(7, connection.createArrayOf("text", column(intent, Verdict::gate)));
    statement.setArray(8, connection.createArrayOf("boolean", column(intent, Verdict::passed)));
    statement.setArray(9, connection.createArrayOf("text", column(intent, Verdict::detail)));
    statement.setBoolean(10, intent.keepBranch());
    statement.setObject(11, intent.maxForkAge().map(Duration::toNanos).orElse(null), Types.BIGINT);
    statement.setObject(12, intent.requestId().orElse(null));
    statement.setLong(13, intent.evidence().replayId());
  }

  private static Object[] column(Intent intent, Function<Verdict, Object> part) {
    return intent.gates().stream().map(part).toArray();
  }
}
