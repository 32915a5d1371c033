package dev.hindcast.branch.fork.postgres;

import dev.hindcast.branch.provider.BundleFile;
import dev.hindcast.branch.provider.BundleRole;
import dev.hindcast.branch.provider.ForkSchema;
import dev.hindcast.branch.provider.LoadedBundle;
import dev.hindcast.branch.store.postgres.Script;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** The table {@code loaded_bundle} of a fork. */
public final class BundleTable {
  /** What makes it, as part of a script whose variable {@code fork} names schema and login. */
  public static final Script DEFINITION = Script.read(BundleTable.class, "loaded_bundle.sql");

  private static final String UNDEFINED_TABLE = "42P01";

  private BundleTable() {}

  /**
   * Writes a bundle in place of the baseline, or beside the other candidates; one that is there
   * already is the newest again. The oldest candidates make room for more than {@link
   * BundleRole#most}.
   *
   * @return false if there is no such table
   */
  public static boolean put(Jdbc jdbc, String uid, BundleFile bundle) {
    try {
      return jdbc.inTransaction(
          transaction -> {
            widen(transaction, ForkSchema.of(uid));
            write(transaction, ForkSchema.of(uid), bundle);
            return true;
          });
    } catch (IllegalStateException e) {
      if (isMissing(e)) {
        return false;
      }
      throw e;
    }
  }

  /** What stands in it, candidates first, newest first; nothing if there is no such table. */
  public static List<LoadedBundle> all(Jdbc jdbc, String uid) {
    try {
      return jdbc.query(
          "SELECT role, bundle, version, digest, loaded_at FROM %s.loaded_bundle ORDER BY role DESC, loaded_at DESC, digest"
              .formatted(ForkSchema.of(uid)),
          Jdbc.Binder.NONE,
          row ->
              new LoadedBundle(
                  BundleRole.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
                  row.getString("bundle"),
                  row.getString("version"),
                  row.getString("digest"),
                  row.getObject("loaded_at", OffsetDateTime.class).toInstant()));
    } catch (IllegalStateException e) {
      if (isMissing(e)) {
        return List.of();
      }
      throw e;
    }
  }

  /** Forks that were made before they could hold several candidates have a key by role alone. */
  private static void widen(Transaction transaction, String schema) throws SQLException {
    var columns =
        transaction.first(
            """
            SELECT cardinality(conkey) FROM pg_constraint
            WHERE conrelid = to_regclass(?) AND contype = 'p'""",
            statement -> statement.setString(1, schema + ".loaded_bundle"),
            row -> row.getInt(1));
    if (columns.filter(count -> count == 1).isPresent()) {
      transaction.execute(
          """
          ALTER TABLE %s.loaded_bundle DROP CONSTRAINT loaded_bundle_pkey, ADD PRIMARY KEY (role, digest)"""
              .formatted(schema));
    }
  }

  private static void write(Transaction transaction, String schema, BundleFile bundle)
      throws SQLException {
    var role = bundle.role().name().toLowerCase(Locale.ROOT);
    var _ =
        transaction.update(
            """
            INSERT INTO %s.loaded_bundle (role, bundle, version, digest, content, loaded_at) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (role, digest) DO UPDATE SET bundle = excluded.bundle, version = excluded.version,
              content = excluded.content, loaded_at = excluded.loaded_at"""
                .formatted(schema),
            statement -> {
              statement.setString(1, role);
              statement.setString(2, bundle.bundle());
              statement.setString(3, bundle.version());
              statement.setString(4, bundle.digest());
              statement.setBytes(5, bundle.content());
              statement.setObject(6, bundle.loadTime().atOffset(ZoneOffset.UTC));
            });
    var _ =
        transaction.update(
            """
            DELETE FROM %1$s.loaded_bundle WHERE role = ? AND digest <> ? AND digest NOT IN (
              SELECT digest FROM %1$s.loaded_bundle WHERE role = ? AND digest <> ? ORDER BY loaded_at DESC, digest LIMIT ?)"""
                .formatted(schema),
            statement -> {
              statement.setString(1, role);
              statement.setString(2, bundle.digest());
              statement.setString(3, role);
              statement.setString(4, bundle.digest());
              statement.setInt(5, bundle.role().most() - 1);
            });
  }

  private static boolean isMissing(IllegalStateException e) {
    return e.getCause() instanceof SQLException cause
        && UNDEFINED_TABLE.equals(cause.getSQLState());
  }
}
