package dev.hindcast.registry.activation.postgres;

import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import dev.hindcast.registry.activation.Activation;
import dev.hindcast.registry.activation.ActivationQueue;
import dev.hindcast.registry.activation.ActivationStore;
import dev.hindcast.registry.version.VersionName;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** The outbox in the table {@code activation}. */
@Singleton
final class PostgresActivationStore implements ActivationStore {
  private final Jdbc jdbc;

  PostgresActivationStore(Jdbc jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public List<ActivationQueue> pending(Optional<String> bundle) {
    return jdbc.query(
        """
        SELECT store, bundle FROM policy_registry.activation
        WHERE delivered_at IS NULL AND bundle = coalesce(?, bundle)
        GROUP BY store, bundle ORDER BY min(position)""",
        statement -> statement.setString(1, bundle.orElse(null)),
        row -> new ActivationQueue(row.getString("store"), row.getString("bundle")));
  }

  @Override
  public Attempt deliverOldest(ActivationQueue queue, Instant now, Predicate<Activation> delivery) {
    return jdbc.inTransaction(
        transaction -> {
          var oldest = lockOldest(transaction, queue);
          if (oldest.isEmpty()) {
            return Attempt.NOTHING;
          }
          var acknowledged = delivery.test(oldest.get());
          record(transaction, oldest.get(), now, acknowledged);
          return acknowledged ? Attempt.DELIVERED : Attempt.REFUSED;
        });
  }

  /**
   * Only the oldest one qualifies, so that a locked one is never overtaken: SKIP LOCKED with LIMIT
   * 1 would take the second.
   */
  private static Optional<Activation> lockOldest(Transaction transaction, ActivationQueue queue)
      throws SQLException {
    return transaction.first(
        """
        SELECT a.move_id, a.store, a.bundle, a.number, a.attempts, v.archive
        FROM policy_registry.activation a
        JOIN policy_registry.version v ON v.bundle = a.bundle AND v.number = a.number
        WHERE a.store = ? AND a.bundle = ? AND a.delivered_at IS NULL
          AND NOT EXISTS (
            SELECT FROM policy_registry.activation e
            WHERE e.store = a.store AND e.bundle = a.bundle AND e.delivered_at IS NULL
              AND e.position < a.position)
        FOR UPDATE OF a SKIP LOCKED""",
        statement -> {
          statement.setString(1, queue.store());
          statement.setString(2, queue.bundle());
        },
        PostgresActivationStore::activation);
  }

  private static void record(
      Transaction transaction, Activation activation, Instant now, boolean acknowledged)
      throws SQLException {
    var _ =
        transaction.update(
            """
            UPDATE policy_registry.activation SET attempts = attempts + 1, delivered_at = ?
            WHERE move_id = ? AND store = ?""",
            statement -> {
              statement.setObject(1, acknowledged ? now.atOffset(ZoneOffset.UTC) : null);
              statement.setObject(2, activation.moveId());
              statement.setString(3, activation.store());
            });
  }

  private static Activation activation(ResultSet row) throws SQLException {
    return new Activation(
        row.getObject("move_id", UUID.class),
        row.getString("store"),
        new VersionName(row.getString("bundle"), row.getLong("number")),
        row.getBytes("archive"),
        row.getInt("attempts"));
  }
}
