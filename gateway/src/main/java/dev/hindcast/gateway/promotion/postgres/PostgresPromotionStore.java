package dev.hindcast.gateway.promotion.postgres;

import dev.hindcast.gateway.promotion.Intent;
import dev.hindcast.gateway.promotion.Promotion;
import dev.hindcast.gateway.promotion.PromotionName;
import dev.hindcast.gateway.promotion.PromotionStore;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Promotions in the table {@code promotion}. */
@Singleton
final class PostgresPromotionStore implements PromotionStore {
  /** How long a gateway has for a pending promotion before another one looks after it. */
  static final String CLAIM = "clock_timestamp() + interval '5 seconds'";

  static final String LATEST =
      PromotionRows.SELECT
          + "WHERE p.replay_id = ? AND p.channel = ? ORDER BY p.promotion_id DESC LIMIT 1";

  private final Jdbc jdbc;

  PostgresPromotionStore(Jdbc jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Optional<Promotion> find(long id) {
    return jdbc.first(
        PromotionRows.SELECT + "WHERE p.promotion_id = ?",
        statement -> statement.setLong(1, id),
        PromotionRows::read);
  }

  @Override
  public Optional<Promotion> find(PromotionName name) {
    return jdbc.first(
        PromotionRows.SELECT + "WHERE r.name = ? AND p.number = ?",
        statement -> {
          statement.setString(1, name.replay());
          statement.setInt(2, name.number());
        },
        PromotionRows::read);
  }

  @Override
  public Optional<Promotion> byRequestId(UUID requestId) {
    return jdbc.first(
        PromotionRows.SELECT + "WHERE p.request_id = ?",
        statement -> statement.setObject(1, requestId),
        PromotionRows::read);
  }

  @Override
  public Optional<Promotion> latest(long replayId, String channel) {
    return jdbc.first(
        LATEST,
        statement -> {
          statement.setLong(1, replayId);
          statement.setString(2, channel);
        },
        PromotionRows::read);
  }

  @Override
  public List<Promotion> list(Page page) {
    return jdbc.query(
        PromotionRows.SELECT
            + "WHERE p.promotion_id < ? "
            + (page.replayId().isPresent() ? "AND p.replay_id = ? " : "")
            + "ORDER BY p.promotion_id DESC LIMIT ?",
        statement -> {
          var next = 1;
          statement.setLong(next++, page.before());
          if (page.replayId().isPresent()) {
            statement.setLong(next++, page.replayId().get());
          }
          statement.setInt(next, page.size());
        },
        PromotionRows::read);
  }

  @Override
  public Map<Long, Integer> done(Collection<Long> replayIds) {
    if (replayIds.isEmpty()) {
      return Map.of();
    }
    return jdbc
        .query(
            """
            SELECT replay_id, max(number) FROM gateway.promotion
            WHERE state = 'DONE' AND replay_id = ANY (?) GROUP BY replay_id""",
            statement ->
                statement.setArray(
                    1, statement.getConnection().createArrayOf("bigint", replayIds.toArray())),
            row -> Map.entry(row.getLong(1), row.getInt(2)))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public Optional<Promotion> record(Intent intent) {
    return jdbc.inTransaction(transaction -> new Recording(transaction).record(intent));
  }

  @Override
  public List<Long> claimAbandoned() {
    return jdbc.query(
        """
        UPDATE gateway.promotion SET retry_at = %s WHERE state = 'PENDING' AND retry_at < clock_timestamp()
        RETURNING promotion_id"""
            .formatted(CLAIM),
        Binder.NONE,
        row -> row.getLong(1));
  }

  @Override
  public long pending() {
    return jdbc.first(
            "SELECT count(*) FROM gateway.promotion WHERE state = 'PENDING'",
            Binder.NONE,
            row -> row.getLong(1))
        .orElseThrow();
  }

  @Override
  public void moved(long id) {
    change("SET moved = true WHERE state = 'PENDING' AND promotion_id = ?", id);
  }

  @Override
  public void refuse(long id, String found) {
    var _ =
        jdbc.update(
            """
            UPDATE gateway.promotion SET state = 'REFUSED', found_version = ?, end_time = clock_timestamp()
            WHERE state = 'PENDING' AND NOT moved AND promotion_id = ?""",
            statement -> {
              statement.setString(1, found);
              statement.setLong(2, id);
            });
  }

  @Override
  public void withdraw(long id) {
    var _ =
        jdbc.update(
            "DELETE FROM gateway.promotion WHERE state = 'PENDING' AND NOT moved AND promotion_id = ?",
            statement -> statement.setLong(1, id));
  }

  @Override
  public void done(long id, boolean branchDiscarded) {
    change(
        "SET state = 'DONE', end_time = clock_timestamp(), branch_discarded = "
            + branchDiscarded
            + " WHERE state = 'PENDING' AND promotion_id = ?",
        id);
  }

  private void change(String sql, long id) {
    var _ = jdbc.update("UPDATE gateway.promotion " + sql, statement -> statement.setLong(1, id));
  }
}
