package dev.hindcast.branch.branch.postgres;

import dev.hindcast.branch.branch.Branch;
import dev.hindcast.branch.branch.BranchName;
import dev.hindcast.branch.branch.BranchState;
import dev.hindcast.branch.branch.DeleteCause;
import dev.hindcast.branch.branch.Discard;
import dev.hindcast.branch.branch.Provision;
import dev.hindcast.branch.provider.BundleRole;
import dev.hindcast.branch.provider.Cut;
import dev.hindcast.branch.provider.CutKind;
import dev.hindcast.branch.provider.ForkPoint;
import dev.hindcast.branch.provider.LoadedBundle;
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
import java.util.OptionalLong;
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
        .map(row -> bundles.containsKey(row.uid()) ? row.withBundles(bundles.get(row.uid())) : row)
        .toList();
  }

  static Branch insert(Transaction transaction, Branch intent) throws SQLException {
    return transaction
        .first(
            """
            INSERT INTO branch_service.branch (uid, store, branch_id, state, provider, owner, request_id, request_values, revision,
              create_time, update_time, expire_time, failure, cut_kind, cut_value, max_divergence_bytes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *""",
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
              statement.setString(14, intent.cut().kind().name());
              statement.setString(15, value(intent.cut()));
              statement.setLong(16, intent.maxDivergenceBytes());
            },
            row -> branch(row, intent.bundles()))
        .orElseThrow();
  }

  static boolean replace(Transaction transaction, Branch seen, Branch changed) throws SQLException {
    var updated =
        transaction.update(
            """
            UPDATE branch_service.branch SET state = ?, revision = ?, update_time = ?, expire_time = ?, delete_cause = ?,
              delete_time = ?, discard_proof = ?, failure = ?, handle = ?, fork_lsn = ?, fork_snapshot = ?, fork_time = ?,
              system_identifier = ?, fork_precision = ?, fork_nanos = ?, loading = ?
            WHERE uid = ? AND revision = ? AND (NOT ? OR hold_time IS NOT DISTINCT FROM ?)""",
            statement -> {
              statement.setString(1, changed.state().name());
              statement.setLong(2, changed.revision());
              time(statement, 3, changed.updateTime());
              time(statement, 4, changed.expireTime());
              statement.setString(5, changed.cause().map(DeleteCause::name).orElse(null));
              time(statement, 6, changed.discard().map(Discard::time).orElse(null));
              statement.setString(7, changed.discard().map(Discard::proof).orElse(null));
              statement.setString(8, changed.failure());
              provision(statement, 9, changed.provision());
              statement.setBoolean(16, changed.loading());
              statement.setString(17, changed.uid());
              statement.setLong(18, seen.revision());
              // A hold is no change of the record, but it may not be overlooked by an expiry.
              statement.setBoolean(19, isExpiry(changed));
              time(statement, 20, seen.holdTime().orElse(null));
            });
    if (updated == 1 && !seen.bundles().equals(changed.bundles())) {
      putBundles(transaction, changed);
    }
    return updated == 1;
  }

  private static boolean isExpiry(Branch changed) {
    return changed.state() == BranchState.DELETING
        && changed.cause().filter(DeleteCause.EXPIRED::equals).isPresent();
  }

  private static void putBundles(Transaction transaction, Branch changed) throws SQLException {
    var _ =
        transaction.update(
            "DELETE FROM branch_service.branch_bundle WHERE uid = ?",
            statement -> statement.setString(1, changed.uid()));
    for (var bundle : changed.bundles()) {
      put(transaction, changed.uid(), bundle);
    }
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
            INSERT INTO branch_service.branch_bundle (uid, role, bundle, version, digest, load_time) VALUES (?, ?, ?, ?, ?, ?)""",
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
        cut(row),
        row.getLong("max_divergence_bytes"),
        provision(row),
        instant(row, "create_time"),
        instant(row, "update_time"),
        instant(row, "expire_time"),
        Optional.ofNullable(row.getObject("hold_time", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant),
        Optional.ofNullable(row.getString("delete_cause")).map(DeleteCause::valueOf),
        discard(row),
        row.getString("failure"),
        divergence(row),
        bundles,
        row.getBoolean("loading"),
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

  private static Optional<Discard> discard(ResultSet row) throws SQLException {
    var proof = row.getString("discard_proof");
    return proof == null
        ? Optional.empty()
        : Optional.of(new Discard(proof, instant(row, "delete_time")));
  }

  private static OptionalLong divergence(ResultSet row) throws SQLException {
    var bytes = row.getLong("divergence_bytes");
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  private static Cut cut(ResultSet row) throws SQLException {
    var value = row.getString("cut_value");
    return switch (CutKind.valueOf(row.getString("cut_kind"))) {
      case NOW -> new Cut.Now();
      case LSN -> new Cut.Lsn(value);
      case TIME -> new Cut.Time(Instant.parse(value));
      case SNAPSHOT -> new Cut.Snapshot(value);
    };
  }

  private static String value(Cut cut) {
    return switch (cut) {
      case Cut.Now _ -> "";
      case Cut.Lsn(var lsn) -> lsn;
      case Cut.Time(var time) -> time.toString();
      case Cut.Snapshot(var id) -> id;
    };
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static void time(PreparedStatement statement, int index, Instant time) throws SQLException {
    statement.setObject(index, time == null ? null : time.atOffset(ZoneOffset.UTC));
  }
}
