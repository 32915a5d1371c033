package dev.hindcast.branch.branch.postgres;

import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import java.sql.SQLException;
import java.time.Instant;

/** Rows that nobody needs any more. What somebody else works on is passed over, not waited for. */
final class GoneRows {
  private GoneRows() {}

  /** A name and a request id go on to its next branch: neither is bound to a row that is gone. */
  static int forget(Transaction transaction, Instant before, int limit) throws SQLException {
    var uids =
        transaction.query(
            """
            SELECT uid FROM branch_service.branch
            WHERE state IN ('DELETED', 'FAILED') AND delete_cause IS DISTINCT FROM 'PROMOTED' AND update_time < ?
            ORDER BY update_time LIMIT ? FOR UPDATE SKIP LOCKED""",
            statement -> {
              BranchRows.time(statement, 1, before);
              statement.setInt(2, limit);
            },
            row -> row.getString(1));
    Binder these =
        statement ->
            statement.setArray(1, statement.getConnection().createArrayOf("text", uids.toArray()));
    for (var table : new String[] {"branch_hold", "branch_bundle", "branch"}) {
      var _ =
          transaction.update("DELETE FROM branch_service." + table + " WHERE uid = ANY (?)", these);
    }
    return uids.size();
  }

  /** Until when a branch is held stands in its own row. */
  static int forgetHolds(Transaction transaction, Instant now, int limit) throws SQLException {
    return transaction.update(
        """
        DELETE FROM branch_service.branch_hold WHERE (uid, holder) IN (
          SELECT uid, holder FROM branch_service.branch_hold WHERE hold_time < ? LIMIT ? FOR UPDATE SKIP LOCKED)""",
        statement -> {
          BranchRows.time(statement, 1, now);
          statement.setInt(2, limit);
        });
  }
}
