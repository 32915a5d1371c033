package dev.hindcast.branch.branch.postgres;

import dev.hindcast.branch.branch.Branch;
import dev.hindcast.branch.branch.BranchName;
import dev.hindcast.branch.branch.BranchState;
import dev.hindcast.branch.branch.DeleteCause;
import dev.hindcast.branch.branch.Deletion;
import dev.hindcast.branch.branch.LoadedBundle;
import dev.hindcast.branch.branch.Provision;
import dev.hindcast.branch.provider.BundleRole;
import dev.hindcast.branch.provider.ForkPoint;
import dev.hindcast.branch.provider.Precision;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Branches as rows, both ways. */
final class BranchRows {
  private BranchRows() {}

  static List<Branch> query(Transaction transaction, String where, Binder binder)
      throws SQLException {
    var rows =
        transaction.query(
            "SELECT * FROM branch_service.branch " + where, binder, row -> branch(row, List.of()));
    if (rows.isEmpty()) {
      return rows;
    }
    var bundles = bundles(transaction, rows);
    return rows.stream()
        .map(row -> bundles.containsKey(row.uid()) ? withBundles(row, bundles.get(row.uid())) : row)
        .toList();
  }

  static Branch insert(Transaction transaction, Branch intent) throws SQLException {
    return transaction
        .first(
            """
            INSERT INTO branch_service.branch (uid, store, branch_id, state, provider, owner, request_id, request_values, revision,
              create_time, update_time, expire_time, failure)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *""",
            statement -> {
              statement.setString(1, intent.uid());
              statement.setString(2, intent.name().store());
              statement.setString(3, intent.name().id());
              statement.setString(4, intent.state().name());
              statement.setString(5, intent.provider());
              statement.setString(6, intent.owner());
              statement.setObject(7, intent.requestId().orElse(null));
              statement.setString(8, intent.requestValues());
              statement.setLong(9, intent.revision());
              time(statement, 10, intent.createTime());
              time(statement, 11, intent.updateTime());
              time(statement, 12, intent.expireTime());
              statement.setString(13, intent.failure());
            },
            row -> branch(row, intent.bundles()))
        .orElseThrow();
  }

  static boolean replace(Transaction transaction, Branch seen, Branch changed) throws SQLException {
    var updated =
        transaction.update(
            """
            UPDATE branch_service.branch SET state = ?, revision = ?, update_time = ?, expire_time = ?, delete_cause = ?,
              delete_time = ?, failure = ?, handle = ?, fork_lsn = ?, fork_snapshot = ?, fork_time = ?, system_identifier = ?,
              fork_precision = ?, fork_nanos = ?
            WHERE uid = ? AND revision = ?""",
            statement -> {
              statement.setString(1, changed.state().name());
              statement.setLong(2, changed.revision());
              time(statement, 3, changed.updateTime());
              time(statement, 4, changed.expireTime());
              statement.setString(5, changed.deletion().map(d -> d.cause().name()).orElse(null));
              time(statement, 6, changed.deletion().flatMap(Deletion::time).orElse(null));
              statement.setString(7, changed.failure());
              provision(statement, 8, changed.provision());
              statement.setString(15, changed.uid());
              statement.setLong(16, seen.revision());
            });
    if (updated == 1) {
      for (var bundle : changed.bundles()) {
        if (!seen.bundles().contains(bundle)) {
          put(transaction, changed.uid(), bundle);
        }
      }
    }
    return updated == 1;
  }

  private static void provision(PreparedStatement statement, int from, Optional<Provision> made)
      throws SQLException {
    var point = made.map(Provision::point);
    statement.setString(from, made.map(Provision::handle).orElse(null));
    statement.setString(from + 1, point.map(ForkPoint::lsn).orElse(null));
    statement.setString(from + 2, point.map(ForkPoint::snapshot).orElse(null));
    time(statement, from + 3, point.map(ForkPoint::time).orElse(null));
    statement.setString(from + 4, point.map(ForkPoint::systemIdentifier).orElse(null));
    statement.setString(from + 5, point.map(p -> p.precision().name()).orElse(null));
    statement.setObject(from + 6, made.map(m -> m.duration().toNanos()).orElse(null));
  }

  private static void put(Transaction transaction, String uid, LoadedBundle bundle)
      throws SQLException {
    var _ =
        transaction.update(
            """
            INSERT INTO branch_service.branch_bundle (uid, role, bundle, version, digest, load_time) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (uid, role) DO UPDATE SET bundle = excluded.bundle, version = excluded.version,
              digest = excluded.digest, load_time = excluded.load_time""",
            statement -> {
              statement.setString(1, uid);
              statement.setString(2, bundle.role().name());
              statement.setString(3, bundle.bundle());
              statement.setString(4, bundle.version());
              statement.setString(5, bundle.digest());
              time(statement, 6, bundle.loadTime());
            });
  }

  private static Map<String, List<LoadedBundle>> bundles(
      Transaction transaction, List<Branch> branches) throws SQLException {
    var result = new HashMap<String, List<LoadedBundle>>();
    var uids = branches.stream().map(Branch::uid).toArray();
    var _ =
        transaction.query(
            "SELECT * FROM branch_service.branch_bundle WHERE uid = ANY (?) ORDER BY uid, role DESC",
            statement ->
                statement.setArray(1, statement.getConnection().createArrayOf("text", uids)),
            row ->
                result
                    .computeIfAbsent(row.getString("uid"), uid -> new ArrayList<>())
                    .add(
                        new LoadedBundle(
                            BundleRole.valueOf(row.getString("role")),
                            row.getString("bundle"),
                            row.getString("version"),
                            row.getString("digest"),
                            instant(row, "load_time"))));
    return result;
  }

  private static Branch branch(ResultSet row, List<LoadedBundle> bundles) throws SQLException {
    return new Branch(
        new BranchName(row.getString("store"), row.getString("branch_id")),
        row.getString("uid"),
        BranchState.valueOf(row.getString("state")),
        row.getString("provider"),
        row.getString("owner"),
        Optional.ofNullable(row.getObject("request_id", UUID.class)),
        row.getString("request_values"),
        provision(row),
        instant(row, "create_time"),
        instant(row, "update_time"),
        instant(row, "expire_time"),
        deletion(row),
        row.getString("failure"),
        bundles,
        row.getLong("revision"),
        row.getLong("position"));
  }

  private static Optional<Provision> provision(ResultSet row) throws SQLException {
    if (row.getString("handle") == null) {
      return Optional.empty();
    }
    var point =
        new ForkPoint(
            row.getString("fork_lsn"),
            row.getString("fork_snapshot"),
            instant(row, "fork_time"),
            row.getString("system_identifier"),
            Precision.valueOf(row.getString("fork_precision")));
    return Optional.of(
        new Provision(point, row.getString("handle"), Duration.ofNanos(row.getLong("fork_nanos"))));
  }

  private static Optional<Deletion> deletion(ResultSet row) throws SQLException {
    var cause = row.getString("delete_cause");
    if (cause == null) {
      return Optional.empty();
    }
    var time = row.getObject("delete_time", OffsetDateTime.class);
    return Optional.of(
        new Deletion(
            DeleteCause.valueOf(cause), Optional.ofNullable(time).map(OffsetDateTime::toInstant)));
  }

  private static Branch withBundles(Branch b, List<LoadedBundle> bundles) {
    return new Branch(
        b.name(),
        b.uid(),
        b.state(),
        b.provider(),
        b.owner(),
        b.requestId(),
        b.requestValues(),
        b.provision(),
        b.createTime(),
        b.updateTime(),
        b.expireTime(),
        b.deletion(),
        b.failure(),
        bundles,
        b.revision(),
        b.position());
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static void time(PreparedStatement statement, int index, Instant time)
      throws SQLException {
    statement.setObject(index, time == null ? null : time.atOffset(ZoneOffset.UTC));
  }
}
