package dev.hindcast.branch.event.postgres;

import dev.hindcast.branch.event.BranchEvent;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** Appends events in the transaction of what happened. */
public final class EventRows {
  private EventRows() {}

  /**
   * Appends events, last in their transaction: one writer at a time holds the lock from before the
   * position is drawn until after the commit, so that no position becomes visible after a greater
   * one.
   */
  public static void append(Transaction transaction, List<BranchEvent> events) throws SQLException {
    if (events.isEmpty()) {
      return;
    }
    var _ =
        transaction.first(
            "SELECT pg_advisory_xact_lock(hashtextextended('branch_service.branch_event', 0))",
            Binder.NONE,
            row -> true);
    for (var event : events) {
      var _ =
          transaction.update(
              """
              INSERT INTO branch_service.branch_event (time, kind, store, branch_id, uid, owner, expire_time, detail)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
              statement -> {
                statement.setObject(1, event.time().atOffset(ZoneOffset.UTC));
                statement.setString(2, event.kind().name());
                statement.setString(3, event.store());
                statement.setString(4, event.branchId().orElse(null));
                statement.setString(5, event.uid());
                statement.setString(6, event.owner());
                statement.setObject(7, event.expireTime().map(EventRows::utc).orElse(null));
                statement.setString(8, event.detail());
              });
    }
  }

  private static Object utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
