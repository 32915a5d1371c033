package dev.hindcast.branch.reflink.postgres;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.reflink.RefusedException;
import dev.hindcast.platform.jdbc.Jdbc;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the store's server says of itself.
 *
 * @param version as {@code server_version_num}
 * @param system identifier of the cluster
 * @param dataDirectory empty if the login may not know it
 * @param libraries that it preloads, without those that act on the world
 * @param settings that a fork inherits
 */
record Parent(
    int version,
    String system,
    Optional<Path> dataDirectory,
    String libraries,
    Map<String, String> settings) {
  // They run jobs, replicate, or talk to other servers.
  private static final Set<String> ACTIVE =
      Set.of(
          "pg_cron",
          "pg_partman_bgw",
          "pg_net",
          "pg_squeeze",
          "pg_failover_slots",
          "pgautofailover",
          "repmgr",
          "pglogical",
          "spock",
          "bdr",
          "citus",
          "powa");
  static final int BACKUP_START = 15_00_00;
  private static final int OLDEST = 14_00_00;

  Parent {
    requireNonNull(system);
    requireNonNull(dataDirectory);
    requireNonNull(libraries);
    settings = Map.copyOf(settings);
  }

  /** Asks; refuses what cannot be forked. */
  static Parent of(Jdbc store) {
    record Row(
        int version,
        String system,
        String data,
        String libraries,
        boolean standby,
        boolean minimal,
        boolean slots,
        boolean privileged) {}
    var row =
        store
            .first(
                """
                SELECT version, (SELECT system_identifier::text FROM pg_control_system()),
                  CASE WHEN reads THEN current_setting('data_directory') END,
                  CASE WHEN reads THEN current_setting('shared_preload_libraries') END,
                  pg_is_in_recovery(), current_setting('wal_level') = 'minimal', current_setting('max_replication_slots')::int > 0,
                  (SELECT rolsuper OR rolreplication FROM pg_roles WHERE rolname = current_user)
                  AND (SELECT bool_and(has_function_privilege(oid, 'EXECUTE')) FROM pg_proc
                       WHERE pronamespace = 'pg_catalog'::regnamespace
                         AND proname IN ('pg_backup_start', 'pg_backup_stop', 'pg_start_backup', 'pg_stop_backup'))
                FROM (SELECT current_setting('server_version_num')::int AS version, pg_has_role('pg_read_all_settings', 'USAGE') AS reads) AS s""",
                Jdbc.Binder.NONE,
                r ->
                    new Row(
                        r.getInt(1),
                        r.getString(2),
                        r.getString(3),
                        r.getString(4),
                        r.getBoolean(5),
                        r.getBoolean(6),
                        r.getBoolean(7),
                        r.getBoolean(8)))
            .orElseThrow();
    if (row.version < OLDEST) {
      throw new RefusedException("the provider reflink needs PostgreSQL 14 or newer");
    }
    if (row.standby) {
      throw new RefusedException(
          "the store's server is a standby: give the url of the primary, on this host");
    }
    if (row.minimal || !row.slots) {
      throw new RefusedException(
          "the store's server keeps too little log to be forked while it runs: set wal_level = replica and max_replication_slots");
    }
    if (!row.privileged) {
      throw LiveBackup.privileges();
    }
    return new Parent(
        row.version,
        row.system,
        Optional.ofNullable(row.data).map(Path::of),
        passive(row.libraries),
        settings(store));
  }

  /** What recovery needs at least as large as it was, and what queries mean. */
  private static Map<String, String> settings(Jdbc store) {
    record Setting(String name, String value) {}
    var settings = new HashMap<String, String>();
    store
        .query(
            """
            SELECT CASE name WHEN 'log_timezone' THEN 'timezone' ELSE name END, setting FROM pg_settings
            WHERE context <> 'internal' AND setting IS NOT NULL AND (
              name IN ('max_prepared_transactions', 'max_locks_per_transaction', 'max_replication_slots',
                'max_active_replication_origins', 'track_commit_timestamp', 'log_timezone')
              OR (source IN ('configuration file', 'command line', 'environment variable') AND name <> 'TimeZone' AND (
                category LIKE 'Query Tuning%' OR category LIKE 'Version and Platform Compatibility%'
                OR category = 'Client Connection Defaults / Locale and Formatting')))""",
            Jdbc.Binder.NONE, row -> new Setting(row.getString(1), row.getString(2)))
        .forEach(setting -> settings.put(setting.name(), setting.value()));
    return settings;
  }

  private static String passive(String libraries) {
    return libraries == null
        ? ""
        : Arrays.stream(libraries.split(","))
            .map(library -> library.strip().replace("\"", ""))
            .filter(library -> !library.isEmpty())
            .filter(
                library ->
                    !ACTIVE.contains(
                        library.substring(library.lastIndexOf('/') + 1).replace(".so", "")))
            .collect(Collectors.joining(","));
  }
}
