package dev.hindcast.branch.overlay.postgres;

import dev.hindcast.branch.provider.Fork;
import dev.hindcast.branch.provider.ForkSchema;
import dev.hindcast.branch.provider.TableCoverage;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.platform.jdbc.Jdbc;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How well a fork holds each table: as it was written down when the fork was made, and what
 * happened since.
 */
final class Coverage {
  private static final List<TableCoverage> TRACES =
      Stream.of("action", "workflow_outcome", "policy_activation")
          .map(table -> new TableCoverage("hindcast." + table, TableCoverage.Kind.APPEND_ONLY, ""))
          .toList();

  // A leaf without a trigger for TRUNCATE is a partition that was made after the table was
  // prepared: there another file means that it was truncated or rewritten. A breach counts if the
  // fork does not see its transaction.
  private static final String OTHERS =
      """
      SELECT t.schema_name || '.' || t.table_name AS name, t.kind, CASE
        WHEN t.kind <> 'PINNED' THEN t.reason
        WHEN c.oid IS NULL THEN 'it was dropped in the store'
        WHEN b.kind = 'truncated' THEN 'it was truncated in the store after the fork, at ' || to_char(b.at, 'YYYY-MM-DD HH24:MI:SS TZ')
        WHEN b.kind = 'altered' THEN 'columns that the fork reads were altered in the store'
        WHEN lost.leaf IS NOT NULL THEN 'a partition was dropped or detached in the store after the fork, or truncated before it was prepared'
        WHEN c.relpersistence <> 'p' THEN 'it became unlogged after the fork'
        WHEN (SELECT count(*) FROM pg_trigger g WHERE g.tgrelid = t.relation AND g.tgenabled = 'A'
              AND g.tgname IN ('zz_hindcast_insert', 'zz_hindcast_update', 'zz_hindcast_keep')) < 3
          OR EXISTS (SELECT FROM pg_partition_tree(t.relation) l JOIN pg_trigger g ON g.tgrelid = l.relid
              WHERE g.tgname IN ('zz_hindcast_insert', 'zz_hindcast_update', 'zz_hindcast_keep') AND g.tgenabled <> 'A')
          THEN 'its triggers were switched off or dropped after the fork'
        ELSE '' END AS reason
      FROM %1$s.hindcast_table t
      LEFT JOIN pg_class c ON c.oid = t.relation
      LEFT JOIN LATERAL (%2$s) AS b ON t.kind = 'PINNED'
      LEFT JOIN LATERAL (
        SELECT l.value AS leaf FROM jsonb_array_elements(t.leaves) l
        WHERE t.relation <> (l.value ->> 'oid')::oid
          AND (NOT EXISTS (SELECT FROM pg_partition_tree(t.relation) p WHERE p.relid = (l.value ->> 'oid')::oid)
            OR (NOT (l.value ->> 'guarded')::boolean AND (l.value ->> 'file')::bigint IS DISTINCT FROM pg_relation_filenode((l.value ->> 'oid')::oid)::bigint))
        LIMIT 1) AS lost ON t.kind = 'PINNED'
      ORDER BY 1""";

  // Where the service's login has no grant on the partition, the whole table is read through.
  private static final String JOINED =
      """
      SELECT t.schema_name || '.' || t.table_name AS name, format(
        'SELECT 1 FROM %%s WHERE tableoid = %%s AND (hindcast_xid IS NULL OR pg_visible_in_snapshot(hindcast_xid, ?::pg_snapshot)) LIMIT 1',
        CASE WHEN has_table_privilege(p.relid, 'SELECT') THEN l.name ELSE format('%%I.%%I', t.schema_name, t.table_name) END, p.relid::oid) AS query
      FROM %1$s.hindcast_table t
      JOIN pg_class c ON c.oid = t.relation
      CROSS JOIN pg_partition_tree(t.relation) p
      CROSS JOIN LATERAL (SELECT format('%%I.%%I', n.nspname, o.relname) AS name FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace WHERE o.oid = p.relid) AS l
      WHERE t.kind = 'PINNED' AND p.isleaf
        AND NOT EXISTS (SELECT FROM jsonb_array_elements(t.leaves) x WHERE (x.value ->> 'oid')::oid = p.relid)""";

  private static final String BREACH =
      """
      SELECT x.kind, x.at FROM hindcast_pin.breach x
      WHERE x.relation IN (SELECT (l.value ->> 'oid')::oid FROM jsonb_array_elements(t.leaves) l) AND NOT pg_visible_in_snapshot(x.xid, '%s'::pg_snapshot)
      ORDER BY x.at LIMIT 1""";

  private static final String NO_BREACH = "SELECT NULL::text AS kind, NULL::timestamptz AS at";

  private final StoreDatabases databases;
  private final Pins pins;

  Coverage(StoreDatabases databases, Pins pins) {
    this.databases = databases;
    this.pins = pins;
  }

  List<TableCoverage> of(Fork fork) {
    var store = fork.name().store();
    var schema = ForkSchema.of(fork.name().uid());
    var all = new ArrayList<>(TRACES);
    if (holdsOthers(store, schema)) {
      var breach = pins.exist(store) ? BREACH.formatted(fork.point().snapshot()) : NO_BREACH;
      all.addAll(
          databases
              .jdbc(store)
              .query(
                  OTHERS.formatted(schema, breach),
                  Jdbc.Binder.NONE,
                  row -> coverage(row.getString("name"), row.getString("reason"))));
      attachedWithRows(fork, schema)
          .forEach(
              table ->
                  all.replaceAll(
                      known ->
                          known.table().equals(table)
                              ? coverage(
                                  table,
                                  "a table with rows of its own was attached as a partition after the fork")
                              : known));
    }
    return List.copyOf(all);
  }

  /** Rows that the cut seems to see, in partitions that were not there at the cut. */
  private List<String> attachedWithRows(Fork fork, String schema) {
    var jdbc = databases.jdbc(fork.name().store());
    return jdbc
        .query(
            JOINED.formatted(schema),
            Jdbc.Binder.NONE,
            row -> List.of(row.getString("name"), row.getString("query")))
        .stream()
        .filter(
            joined ->
                jdbc.first(
                        joined.getLast(),
                        statement -> statement.setString(1, fork.point().snapshot()),
                        row -> true)
                    .isPresent())
        .map(List::getFirst)
        .distinct()
        .toList();
  }

  private static TableCoverage coverage(String name, String reason) {
    return new TableCoverage(
        name, reason.isEmpty() ? TableCoverage.Kind.PINNED : TableCoverage.Kind.NOT_PINNED, reason);
  }

  private boolean holdsOthers(String store, String schema) {
    return databases
        .jdbc(store)
        .first(
            "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = 'hindcast_table'",
            statement -> statement.setString(1, schema),
            row -> true)
        .isPresent();
  }
}
