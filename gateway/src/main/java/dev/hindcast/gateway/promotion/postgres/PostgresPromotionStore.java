package dev.hindcast.gateway.promotion.postgres;

import dev.hindcast.gateway.promotion.PromotionState;
import dev.hindcast.gateway.promotion.PromotionStore;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Promotions in the table {@code promotion}. */
@Singleton
final class PostgresPromotionStore implements PromotionStore {
  /** How long a gateway has for a pending promotion before another one looks after it. */
  private static final String CLAIM = "clock_timestamp() + interval '5 seconds'";

  private final Jdbc jdbc;

  PostgresPromotionStore(Jdbc jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Optional<Stored> find(long replayId) {
    return jdbc.first(
        "SELECT * FROM gateway.promotion WHERE replay_id = ?",
        statement -> statement.setLong(1, replayId),
        PostgresPromotionStore::stored);
  }

  private static Stored stored(ResultSet row) throws SQLException {
    return new Stored(
        new Intent(
            row.getString("channel"),
            row.getString("from_version"),
            row.getString("to_version"),
            row.getString("promoter"),
            List.of((String[]) row.getArray("gates").getArray()),
            row.getBoolean("keep_branch")),
        PromotionState.valueOf(row.getString("state")),
        row.getString("found_version"),
        row.getObject("create_time", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject("end_time", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant),
        row.getBoolean("moved"),
        row.getBoolean("branch_discarded"));
  }

  @Override
  public void intend(long replayId, Intent intent) {
    var _ =
        jdbc.update(
            """
            INSERT INTO gateway.promotion
              (replay_id, channel, from_version, to_version, promoter, gates, keep_branch, retry_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, %s) ON CONFLICT DO NOTHING"""
                .formatted(CLAIM),
            statement -> {
              statement.setLong(1, replayId);
              statement.setString(2, intent.channel());
              statement.setString(3, intent.from());
              statement.setString(4, intent.to());
              statement.setString(5, intent.promoter());
              statement.setArray(
                  6,
                  statement
                      .getConnection()
                      .createArrayOf("text", intent.gates().toArray(String[]::new)));
              statement.setBoolean(7, intent.keepBranch());
            });
  }

  @Override
  public List<String> claimAbandoned() {
    return jdbc.query(
        """
        UPDATE gateway.promotion p SET retry_at = %s FROM gateway.replay r
        WHERE r.replay_id = p.replay_id AND p.state = 'PENDING' AND p.retry_at < clock_timestamp()
        RETURNING r.name"""
            .formatted(CLAIM),
        Binder.NONE,
        row -> row.getString(1));
  }

  @Override
  public void moved(long replayId) {
    change("SET moved = true WHERE state = 'PENDING' AND replay_id = ?", replayId);
  }

  @Override
  public void refuse(long replayId, String found) {
    var _ =
        jdbc.update(
            """
            UPDATE gateway.promotion SET state = 'REFUSED', found_version = ?, end_time = clock_timestamp()
            WHERE state = 'PENDING' AND NOT moved AND replay_id = ?""",
            statement -> {
              statement.setString(1, found);
              statement.setLong(2, replayId);
            });
  }

  @Override
  public void withdraw(long replayId) {
    var _ =
        jdbc.update(
            "DELETE FROM gateway.promotion WHERE state = 'PENDING' AND NOT moved AND replay_id = ?",
            statement -> statement.setLong(1, replayId));
  }

  @Override
  public void done(long replayId, boolean branchDiscarded) {
    change(
        "SET state = 'DONE', end_time = clock_timestamp(), branch_discarded = "
            + branchDiscarded
            + " WHERE state = 'PENDING' AND replay_id = ?",
        replayId);
  }

  private void change(String sql, long replayId) {
    var _ =
        jdbc.update("UPDATE gateway.promotion " + sql, statement -> statement.setLong(1, replayId));
  }
}
