package dev.hindcast.registry.activation.postgres;

import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import dev.hindcast.registry.activation.Activation;
import dev.hindcast.registry.activation.ActivationQueue;
import dev.hindcast.registry.activation.ActivationStore;
import dev.hindcast.registry.activation.Answer;
import dev.hindcast.registry.activation.StoreActivation;
import dev.hindcast.registry.activation.StoreActivation.State;
import dev.hindcast.registry.version.VersionName;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The outbox in the table {@code activation}. */
@Singleton
final class PostgresActivationStore implements ActivationStore {
  private final Jdbc jdbc;

  PostgresActivationStore(Jdbc jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public List<ActivationQueue> due(Optional<String> bundle, Instant now) {
    return jdbc.query(
        """
        SELECT store, bundle FROM policy_registry.activation_head
        WHERE bundle = coalesce(?, bundle) AND coalesce(free_at <= ?, true)
        ORDER BY position""",
        statement -> {
          statement.setString(1, bundle.orElse(null));
          statement.setObject(2, utc(now));
        },
        row -> new ActivationQueue(row.getString("store"), row.getString("bundle")));
  }

  @Override
  public Map<String, Long> pending() {
    return jdbc
        .query(
            "SELECT store, count(*) FROM policy_registry.activation_head GROUP BY store",
            Binder.NONE,
            row -> Map.entry(row.getString(1), row.getLong(2)))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public Optional<Activation> claim(ActivationQueue queue, Instant now, Duration lease) {
    return jdbc.inTransaction(
        transaction -> {
          lock(transaction, queue);
          return transaction.first(
              """
              UPDATE policy_registry.activation a
              SET attempts = a.attempts + 1, free_at = ?, refused_at = NULL
              FROM policy_registry.activation_head h, policy_registry.channel_move m
              WHERE h.store = ? AND h.bundle = ? AND coalesce(h.free_at <= ?, true)
                AND a.move_id = h.move_id AND a.store = h.store AND m.move_id = h.move_id
                AND a.delivered_at IS NULL
              RETURNING a.move_id, a.store, a.bundle, a.number, m.moved_at, a.attempts""",
              statement -> {
                statement.setObject(1, utc(now.plus(lease)));
                statement.setString(2, queue.store());
                statement.setString(3, queue.bundle());
                statement.setObject(4, utc(now));
              },
              PostgresActivationStore::activation);
        });
  }

  /**
   * Claims of one queue come one after the other, and each sees what the one before did: its
   * statement begins after this one got the lock.
   */
  private static void lock(Transaction transaction, ActivationQueue queue) throws SQLException {
    var _ =
        transaction.first(
            "SELECT pg_advisory_xact_lock(hashtextextended('activation ' || ? || ' ' || ?, 0))",
            statement -> {
              statement.setString(1, queue.store());
              statement.setString(2, queue.bundle());
            },
            row -> row.getObject(1));
  }

  @Override
  public void settle(Activation activation, Answer answer, Instant now, Duration pause) {
    var at = utc(now);
    switch (answer) {
      case Answer.Recorded _ ->
          update(activation, "delivered_at = ?, free_at = NULL, refusal = NULL", at);
      case Answer.Unavailable _ -> update(activation, "free_at = NULL");
      case Answer.Refused(var reason) ->
          update(
              activation,
              "refused_at = ?, free_at = ?, refusal = ?",
              at,
              utc(now.plus(pause)),
              reason);
    }
  }

  private void update(Activation activation, String assignments, Object... values) {
    var _ =
        jdbc.update(
            "UPDATE policy_registry.activation SET "
                + assignments
                + " WHERE move_id = ? AND store = ? AND attempts = ? AND delivered_at IS NULL",
            statement -> {
              var index = 1;
              for (var value : values) {
                statement.setObject(index++, value);
              }
              statement.setObject(index++, activation.moveId());
              statement.setString(index++, activation.store());
              statement.setInt(index, activation.attempt());
            });
  }

  @Override
  public List<StoreActivation> statesOf(UUID moveId) {
    return jdbc.query(
        """
        SELECT store, delivered_at, refusal FROM policy_registry.activation
        WHERE move_id = ? ORDER BY store""",
        statement -> statement.setObject(1, moveId),
        PostgresActivationStore::stateOf);
  }

  private static StoreActivation stateOf(ResultSet row) throws SQLException {
    var store = row.getString("store");
    if (row.getObject("delivered_at") != null) {
      return new StoreActivation(store, State.ACTIVE, "");
    }
    var refusal = row.getString("refusal");
    return refusal == null
        ? new StoreActivation(store, State.PENDING, "")
        : new StoreActivation(store, State.REFUSED, refusal);
  }

  /** The lock on the channels keeps the order: a move that comes meanwhile gets later positions. */
  @Override
  public int appendMissing(List<String> stores, Instant now) {
    if (stores.isEmpty()) {
      return 0;
    }
    return jdbc.update(
        """
        WITH production AS MATERIALIZED (
          SELECT c.move_id, c.bundle, c.number FROM policy_registry.channel c
          WHERE c.name = 'production' AND EXISTS (
            SELECT FROM unnest(?) AS wanted (store) WHERE NOT EXISTS (
              SELECT FROM policy_registry.activation a
              WHERE a.move_id = c.move_id AND a.store = wanted.store))
          FOR UPDATE)
        INSERT INTO policy_registry.activation (move_id, store, bundle, number, created_at)
        SELECT p.move_id, wanted.store, p.bundle, p.number, ?
        FROM production p, unnest(?) AS wanted (store)
        ON CONFLICT (move_id, store) DO NOTHING""",
        statement -> {
          var wanted = statement.getConnection().createArrayOf("text", stores.toArray());
          statement.setArray(1, wanted);
          statement.setObject(2, utc(now));
          statement.setArray(3, wanted);
        });
  }

  @Override
  public int prune(Instant before, int limit) {
    return jdbc.update(
        """
        DELETE FROM policy_registry.activation WHERE position IN (
          SELECT a.position FROM policy_registry.activation a
          WHERE a.created_at < ? AND coalesce(a.delivered_at, a.refused_at) < ?
            AND NOT EXISTS (
              SELECT FROM policy_registry.channel c WHERE c.bundle = a.bundle AND c.move_id = a.move_id)
          ORDER BY a.position LIMIT ?)""",
        statement -> {
          statement.setObject(1, utc(before));
          statement.setObject(2, utc(before));
          statement.setInt(3, limit);
        });
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  private static Activation activation(ResultSet row) throws SQLException {
    return new Activation(
        row.getObject("move_id", UUID.class),
        row.getString("store"),
        new VersionName(row.getString("bundle"), row.getLong("number")),
        row.getObject("moved_at", OffsetDateTime.class).toInstant(),
        row.getInt("attempts"));
  }
}
