package dev.hindcast.branch.fork.postgres;

import dev.hindcast.branch.provider.BundleFile;
import dev.hindcast.branch.provider.BundleRole;
import dev.hindcast.branch.provider.ForkSchema;
import dev.hindcast.branch.provider.LoadedBundle;
import dev.hindcast.branch.store.postgres.Script;
import dev.hindcast.platform.jdbc.Jdbc;
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
   * Writes a bundle in place of the one with the same role.
   *
   * @return false if there is no such table
   */
  public static boolean put(Jdbc jdbc, String uid, BundleFile bundle) {
    try {
      var _ =
          jdbc.update(
              """
              INSERT INTO %s.loaded_bundle (role, bundle, version, digest, content, loaded_at) VALUES (?, ?, ?, ?, ?, ?)
              ON CONFLICT (role) DO UPDATE SET bundle = excluded.bundle, version = excluded.version,
                digest = excluded.digest, content = excluded.content, loaded_at = excluded.loaded_at"""
                  .formatted(ForkSchema.of(uid)),
              statement -> {
                statement.setString(1, bundle.role().name().toLowerCase(Locale.ROOT));
                statement.setString(2, bundle.bundle());
                statement.setString(3, bundle.version());
                statement.setString(4, bundle.digest());
                statement.setBytes(5, bundle.content());
                statement.setObject(6, bundle.loadTime().atOffset(ZoneOffset.UTC));
              });
      return true;
    } catch (IllegalStateException e) {
      if (isMissing(e)) {
        return false;
      }
      throw e;
    }
  }

  /** What stands in it, candidate first; nothing if there is no such table. */
  public static List<LoadedBundle> all(Jdbc jdbc, String uid) {
    try {
      return jdbc.query(
          "SELECT role, bundle, version, digest, loaded_at FROM %s.loaded_bundle ORDER BY role DESC"
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

  private static boolean isMissing(IllegalStateException e) {
    return e.getCause() instanceof SQLException cause
        && UNDEFINED_TABLE.equals(cause.getSQLState());
  }
}
