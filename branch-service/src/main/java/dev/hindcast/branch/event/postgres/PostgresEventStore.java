package dev.hindcast.branch.event.postgres;

import dev.hindcast.branch.event.BranchEvent;
import dev.hindcast.branch.event.EventKind;
import dev.hindcast.branch.event.EventStore;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Events in the table {@code branch_event}. */
@Singleton
public final class PostgresEventStore implements EventStore {
  private final Jdbc jdbc;

  /** On a control database whose schema is migrated. */
  public PostgresEventStore(Jdbc jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void append(BranchEvent event) {
    var _ =
        jdbc.inTransaction(
            transaction -> {
              EventRows.append(transaction, List.of(event));
              return event;
            });
  }

  @Override
  public List<BranchEvent> after(Optional<String> store, long position, int limit) {
    return jdbc.query(
        """
        SELECT * FROM branch_service.branch_event WHERE position > ? AND store = coalesce(?, store)
        ORDER BY position LIMIT ?""",
        statement -> {
          statement.setLong(1, position);
          statement.setString(2, store.orElse(null));
          statement.setInt(3, limit);
        },
        PostgresEventStore::event);
  }

  @Override
  public long newest() {
    return jdbc.first(
            "SELECT coalesce(max(position), 0) FROM branch_service.branch_event",
            Binder.NONE,
            row -> row.getLong(1))
        .orElseThrow();
  }

  @Override
  public int forget(Instant before) {
    return jdbc.update(
        "DELETE FROM branch_service.branch_event WHERE time < ?",
        statement -> statement.setObject(1, before.atOffset(ZoneOffset.UTC)));
  }

  private static BranchEvent event(ResultSet row) throws SQLException {
    return new BranchEvent(
        row.getLong("position"),
        row.getObject("time", OffsetDateTime.class).toInstant(),
        EventKind.valueOf(row.getString("kind")),
        row.getString("store"),
        Optional.ofNullable(row.getString("branch_id")),
        row.getString("uid"),
        row.getString("owner"),
        Optional.ofNullable(row.getObject("expire_time", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant),
        row.getString("detail"));
  }
}
