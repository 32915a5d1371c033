package dev.hindcast.branch.branch.postgres;

import dev.hindcast.branch.branch.Branch;
import dev.hindcast.branch.branch.BranchName;
import dev.hindcast.branch.branch.BranchState;
import dev.hindcast.branch.branch.BranchStore;
import dev.hindcast.branch.branch.Insertion;
import dev.hindcast.branch.provider.Installation;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The records in the tables {@code branch} and {@code branch_bundle}. */
@Singleton
public final class PostgresBranchStore implements BranchStore {
  private final Jdbc jdbc;

  /** On a control database whose schema is migrated. */
  public PostgresBranchStore(Jdbc jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Installation installation() {
    return jdbc.first(
            "SELECT id FROM branch_service.installation",
            Binder.NONE,
            row -> new Installation(row.getObject("id", UUID.class)))
        .orElseThrow();
  }

  @Override
  public Insertion insert(Branch intent, int limit) {
    return jdbc.inTransaction(
        transaction -> {
          // One insertion a store at a time: the looks below then hold until the commit.
          var _ =
              transaction.first(
                  "SELECT pg_advisory_xact_lock(hashtextextended('branch_service.branch ' || ?, 0))",
                  statement -> statement.setString(1, intent.name().store()),
                  row -> true);
          var known = byRequest(transaction, intent);
          if (known.isPresent()) {
            return new Insertion.Known(known.get());
          }
          if (isTaken(transaction, intent.name())) {
            return new Insertion.NameTaken();
          }
          var live = live(transaction, intent.name().store());
          if (live >= limit) {
            return new Insertion.LimitReached(live);
          }
          return new Insertion.Inserted(BranchRows.insert(transaction, intent));
        });
  }

  private static Optional<Branch> byRequest(Transaction transaction, Branch intent)
      throws SQLException {
    if (intent.requestId().isEmpty()) {
      return Optional.empty();
    }
    return BranchRows.query(
            transaction,
            "WHERE request_id = ? AND state <> 'FAILED'",
            statement -> statement.setObject(1, intent.requestId().get()))
        .stream()
        .findFirst();
  }

  private static boolean isTaken(Transaction transaction, BranchName name) throws SQLException {
    return transaction
        .first(
            """
            SELECT FROM branch_service.branch
            WHERE store = ? AND branch_id = ? AND state IN ('CREATING', 'READY', 'DELETING')""",
            statement -> {
              statement.setString(1, name.store());
              statement.setString(2, name.id());
            },
            row -> true)
        .isPresent();
  }

  private static int live(Transaction transaction, String store) throws SQLException {
    return transaction
        .first(
            """
            SELECT count(*) FROM branch_service.branch
            WHERE store = ? AND state IN ('CREATING', 'READY', 'DELETING')""",
            statement -> statement.setString(1, store),
            row -> row.getInt(1))
        .orElseThrow();
  }

  @Override
  public Optional<Branch> find(BranchName name) {
    return query(
            """
            WHERE store = ? AND branch_id = ?
            ORDER BY state IN ('CREATING', 'READY', 'DELETING') DESC, position DESC LIMIT 1""",
            statement -> {
              statement.setString(1, name.store());
              statement.setString(2, name.id());
            })
        .stream()
        .findFirst();
  }

  @Override
  public Optional<Branch> byUid(String uid) {
    return query("WHERE uid = ?", statement -> statement.setString(1, uid)).stream().findFirst();
  }

  @Override
  public boolean replace(Branch seen, Branch changed) {
    return jdbc.inTransaction(transaction -> BranchRows.replace(transaction, seen, changed));
  }

  @Override
  public List<Branch> page(PageQuery query) {
    return query(
        """
        WHERE position < ? AND store = coalesce(?, store) AND (? OR state IN ('CREATING', 'READY', 'DELETING'))
        ORDER BY position DESC LIMIT ?""",
        statement -> {
          statement.setLong(1, query.before());
          statement.setString(2, query.store().orElse(null));
          statement.setBoolean(3, query.showGone());
          statement.setInt(4, query.size());
        });
  }

  @Override
  public List<Branch> expired(Instant now, int limit) {
    return query(
        "WHERE state = 'READY' AND expire_time <= ? ORDER BY expire_time LIMIT ?",
        statement -> {
          statement.setObject(1, now.atOffset(ZoneOffset.UTC));
          statement.setInt(2, limit);
        });
  }

  @Override
  public List<Branch> unsettled(Instant before) {
    return query(
        "WHERE state IN ('CREATING', 'DELETING') AND update_time < ? ORDER BY update_time",
        statement -> statement.setObject(1, before.atOffset(ZoneOffset.UTC)));
  }

  @Override
  public List<Branch> ready(String store) {
    return query(
        "WHERE store = ? AND state = ? ORDER BY position",
        statement -> {
          statement.setString(1, store);
          statement.setString(2, BranchState.READY.name());
        });
  }

  private List<Branch> query(String where, Binder binder) {
    return jdbc.inTransaction(transaction -> BranchRows.query(transaction, where, binder));
  }
}
