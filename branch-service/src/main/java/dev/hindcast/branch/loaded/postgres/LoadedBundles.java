package dev.hindcast.branch.loaded.postgres;

import dev.hindcast.branch.provider.BundleFile;
import dev.hindcast.branch.provider.BundleRole;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import java.sql.SQLException;
import java.time.ZoneOffset;

/** Writes the table {@code loaded_bundle} of a fork. */
public final class LoadedBundles {

  private LoadedBundles() {}

  /**
   * Writes a bundle in place of the baseline, or beside the other candidates; one that is there
   * already is the newest again. The oldest candidates make room for more than {@link
   * BundleRole#most}.
   *
   * @param schema of the fork
   */
  public static void write(Jdbc jdbc, String schema, BundleFile bundle) {
    var _ =
        jdbc.inTransaction(
            transaction -> {
              widen(transaction, schema);
              write(transaction, schema, bundle);
              return true;
            });
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
    var role =
        switch (bundle.role()) {
          case CANDIDATE -> "candidate";
          case BASELINE -> "baseline";
        };
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
}
