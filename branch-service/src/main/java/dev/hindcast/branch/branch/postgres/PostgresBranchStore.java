package dev.hindcast.branch.branch.postgres;

import dev.hindcast.branch.branch.Branch;
import dev.hindcast.branch.branch.BranchEvents;
import dev.hindcast.branch.branch.BranchName;
import dev.hindcast.branch.branch.BranchState;
import dev.hindcast.branch.branch.BranchStore;
import dev.hindcast.branch.branch.Insertion;
import dev.hindcast.branch.branch.Quotas;
import dev.hindcast.branch.event.postgres.EventRows;
import dev.hindcast.branch.metrics.ForkCount;
import dev.hindcast.branch.provider.Installation;
import dev.hindcast.branch.store.ForkHome;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
  public Insertion insert(Branch intent, Quotas quotas) {
    return jdbc.inTransaction(
        transaction -> {
          // One insertion a store and an owner at a time: the looks below then hold until the
          // commit.
          // First the request, then the store, then the owner: every insertion takes them in this
          // order. The request is locked by itself, as it may come to two stores at once.
          if (intent.requestId().isPresent()) {
            lock(transaction, "request " + intent.requestId().get());
          }
          lock(transaction, "store " + intent.name().store());
          lock(transaction, "owner " + intent.owner());
          var known = byRequest(transaction, intent);
          if (known.isPresent()) {
            return new Insertion.Known(known.get());
          }
          if (isTaken(transaction, intent.name())) {
            return new Insertion.NameTaken();
          }
          var reached = QuotaRows.reached(transaction, intent, quotas);
          if (reached.isPresent()) {
            return reached.get();
          }
          var inserted = BranchRows.insert(transaction, intent);
          EventRows.append(transaction, List.of(BranchEvents.created(inserted)));
          return new Insertion.Inserted(inserted);
        });
  }

  private static void lock(Transaction transaction, String what) throws SQLException {
    var _ =
        transaction.first(
            "SELECT pg_advisory_xact_lock(hashtextextended('branch_service.branch ' || ?, 0))",
            statement -> statement.setString(1, what),
            row -> true);
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
            WHERE store = ? AND branch_id = ? AND state IN ('CREATING', 'READY', 'RESETTING', 'DELETING')""",
            statement -> {
              statement.setString(1, name.store());
              statement.setString(2, name.id());
            },
            row -> true)
        .isPresent();
  }

  @Override
  public Optional<Branch> find(BranchName name) {
    return query(
            """
            WHERE store = ? AND branch_id = ?
            ORDER BY state IN ('CREATING', 'READY', 'RESETTING', 'DELETING') DESC, position DESC LIMIT 1""",
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
    return jdbc.inTransaction(
        transaction -> {
          var replaced = BranchRows.replace(transaction, seen, changed);
          if (replaced) {
            EventRows.append(transaction, BranchEvents.of(seen, changed).stream().toList());
          }
          return replaced;
        });
  }

  @Override
  public Optional<Instant> hold(String uid, String holder, Instant until, Instant now) {
    return jdbc.inTransaction(transaction -> HoldRows.hold(transaction, uid, holder, until, now));
  }

  @Override
  public List<Branch> page(PageQuery query) {
    var page = PageSql.of(query);
    return query(page.where(), page.binder());
  }

  @Override
  public List<Branch> expired(Instant now, int limit) {
    return query(
        """
        WHERE state IN ('READY', 'RESETTING') AND greatest(expire_time, hold_time) <= ?
        ORDER BY greatest(expire_time, hold_time) LIMIT ?""",
        statement -> {
          BranchRows.time(statement, 1, now);
          statement.setInt(2, limit);
        });
  }

  @Override
  public List<Branch> unwarned(Instant before, int limit) {
    return query(
        """
        WHERE state IN ('READY', 'RESETTING') AND expire_time <= ? AND warned_for IS DISTINCT FROM expire_time
        ORDER BY expire_time LIMIT ?""",
        statement -> {
          BranchRows.time(statement, 1, before);
          statement.setInt(2, limit);
        });
  }

  @Override
  public boolean warn(Branch seen, Instant now) {
    return jdbc.inTransaction(
        transaction -> {
          var warned =
              transaction.update(
                  """
                  UPDATE branch_service.branch SET warned_for = expire_time
                  WHERE uid = ? AND revision = ? AND warned_for IS DISTINCT FROM expire_time""",
                  statement -> {
                    statement.setString(1, seen.uid());
                    statement.setLong(2, seen.revision());
                  });
          if (warned == 1) {
            EventRows.append(transaction, List.of(BranchEvents.expiringSoon(seen, now)));
          }
          return warned == 1;
        });
  }

  @Override
  public List<Branch> unsettled(Instant before) {
    return query(
        """
        WHERE (state IN ('CREATING', 'RESETTING', 'DELETING') OR (state = 'READY' AND loading)) AND update_time < ?
        ORDER BY update_time""",
        statement -> BranchRows.time(statement, 1, before));
  }

  @Override
  public List<Branch> unmeasured(Instant since, int limit) {
    return query(
        """
        WHERE state = 'READY' AND coalesce(measure_time, '-infinity') <= ?
        ORDER BY measure_time NULLS FIRST LIMIT ?""",
        statement -> {
          BranchRows.time(statement, 1, since);
          statement.setInt(2, limit);
        });
  }

  @Override
  public void measured(String uid, OptionalLong divergenceBytes, Instant now) {
    var _ =
        jdbc.update(
            """
            UPDATE branch_service.branch SET divergence_bytes = coalesce(?, divergence_bytes), measure_time = ?
            WHERE uid = ?""",
            statement -> {
              if (divergenceBytes.isPresent()) {
                statement.setLong(1, divergenceBytes.getAsLong());
              } else {
                statement.setNull(1, Types.BIGINT);
              }
              BranchRows.time(statement, 2, now);
              statement.setString(3, uid);
            });
  }

  @Override
  public int forgetGone(Instant before, int limit) {
    return jdbc.inTransaction(transaction -> GoneRows.forget(transaction, before, limit));
  }

  @Override
  public int forgetHolds(Instant now, int limit) {
    return jdbc.inTransaction(transaction -> GoneRows.forgetHolds(transaction, now, limit));
  }

  @Override
  public List<ForkCount> census() {
    return jdbc.query(
        """
        SELECT store, state, count(*) AS count, min(create_time) AS oldest,
          coalesce(sum(divergence_bytes), 0)::bigint AS divergence_bytes
        FROM branch_service.branch WHERE state IN ('CREATING', 'READY', 'RESETTING', 'DELETING') GROUP BY store, state""",
        Binder.NONE,
        row ->
            new ForkCount(
                row.getString("store"),
                row.getString("state"),
                row.getInt("count"),
                row.getObject("oldest", OffsetDateTime.class).toInstant(),
                row.getLong("divergence_bytes")));
  }

  @Override
  public List<ForkHome> homes() {
    return jdbc.query(
        """
        SELECT DISTINCT store, provider FROM branch_service.branch
        WHERE state IN ('CREATING', 'READY', 'RESETTING', 'DELETING')""",
        Binder.NONE,
        row -> new ForkHome(row.getString("store"), row.getString("provider")));
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
