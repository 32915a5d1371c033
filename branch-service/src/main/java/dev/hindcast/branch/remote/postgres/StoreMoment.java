package dev.hindcast.branch.remote.postgres;

import dev.hindcast.branch.remote.Moment;
import dev.hindcast.platform.jdbc.Jdbc;
import java.time.OffsetDateTime;

/** Asks a store's database what time it is. */
public final class StoreMoment {
  private StoreMoment() {}

  /**
   * Now, with a position in the log that holds all commits that anybody was told of. Writes one
   * message to the log, durably: without it the last commits of sessions that do not wait for the
   * disk might lie behind the position.
   */
  public static Moment of(Jdbc store) {
    var horizon =
        store
            .first(
                "SELECT pg_snapshot_xmin(pg_current_snapshot())::text",
                Jdbc.Binder.NONE,
                row -> row.getString(1))
            .orElseThrow();
    var _ =
        store.inTransaction(
            transaction -> {
              transaction.execute("SET LOCAL synchronous_commit = on");
              return transaction.first(
                  "SELECT pg_logical_emit_message(true, 'hindcast', 'fork')::text",
                  Jdbc.Binder.NONE,
                  row -> row.getString(1));
            });
    return store
        .first(
            """
            SELECT pg_current_wal_flush_lsn()::text, clock_timestamp(), (SELECT system_identifier::text FROM pg_control_system())\
            """,
            Jdbc.Binder.NONE,
            row ->
                new Moment(
                    row.getString(1),
                    row.getObject(2, OffsetDateTime.class).toInstant(),
                    row.getString(3),
                    horizon))
        .orElseThrow();
  }
}
