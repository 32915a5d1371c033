package dev.hindcast.branch.branch.postgres;

import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Who keeps branches alive. */
final class HoldRows {
  private HoldRows() {}

  /**
   * The latest hold stands in the branch's own row: there an expiry that is under way meets it, and
   * one of the two gives way.
   */
  static Optional<Instant> hold(
      Transaction transaction, String uid, String holder, Instant until, Instant now)
      throws SQLException {
    var held =
        transaction.first(
            """
            UPDATE branch_service.branch SET hold_time = greatest(hold_time, ?)
            WHERE uid = ? AND state = 'READY' AND greatest(expire_time, hold_time) > ? RETURNING hold_time""",
            statement -> {
              BranchRows.time(statement, 1, until);
              statement.setString(2, uid);
              BranchRows.time(statement, 3, now);
            },
            row -> row.getObject(1, OffsetDateTime.class).toInstant());
    if (held.isPresent()) {
      var _ =
          transaction.update(
              "DELETE FROM branch_service.branch_hold WHERE uid = ? AND hold_time < ?",
              statement -> {
                statement.setString(1, uid);
                BranchRows.time(statement, 2, now);
              });
      var _ =
          transaction.update(
              """
              INSERT INTO branch_service.branch_hold (uid, holder, hold_time) VALUES (?, ?, ?)
              ON CONFLICT (uid, holder) DO UPDATE SET hold_time = greatest(branch_hold.hold_time, excluded.hold_time)""",
              statement -> {
                statement.setString(1, uid);
                statement.setString(2, holder);
                BranchRows.time(statement, 3, until);
              });
    }
    return held;
  }
}
