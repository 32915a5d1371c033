package dev.hindcast.branch.branch.postgres;

import dev.hindcast.branch.branch.Branch;
import dev.hindcast.branch.branch.Insertion.QuotaReached;
import dev.hindcast.branch.branch.Quotas;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import java.sql.SQLException;
import java.util.Optional;

/** What live branches add up to, against the quotas. */
final class QuotaRows {
  private QuotaRows() {}

  private record Sum(long forks, long bytes) {}

  /** The first quota that leaves no room for another branch. */
  static Optional<QuotaReached> reached(Transaction transaction, Branch intent, Quotas quotas)
      throws SQLException {
    var store = sum(transaction, "store", intent.name().store());
    var reached =
        first("stores/" + intent.name().store(), store, quotas.storeForks(), quotas.storeBytes());
    if (reached.isPresent() || intent.owner().isEmpty()) {
      return reached;
    }
    var owner = sum(transaction, "owner", intent.owner());
    return first("owner " + intent.owner(), owner, quotas.ownerForks(), quotas.ownerBytes());
  }

  private static Optional<QuotaReached> first(String whose, Sum sum, long forks, long bytes) {
    if (sum.forks() >= forks) {
      return Optional.of(new QuotaReached("branches of " + whose, forks, sum.forks()));
    }
    if (sum.bytes() >= bytes) {
      return Optional.of(new QuotaReached("divergence bytes of " + whose, bytes, sum.bytes()));
    }
    return Optional.empty();
  }

  private static Sum sum(Transaction transaction, String column, String value) throws SQLException {
    return transaction
        .first(
            """
            SELECT count(*), coalesce(sum(divergence_bytes), 0)::bigint FROM branch_service.branch
            WHERE %s = ? AND state IN ('CREATING', 'READY', 'RESETTING', 'DELETING')"""
                .formatted(column),
            statement -> statement.setString(1, value),
            row -> new Sum(row.getLong(1), row.getLong(2)))
        .orElseThrow();
  }
}
