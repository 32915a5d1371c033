package dev.hindcast.tracestore.prepare;

import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/**
 * What the catalogs say of a table. Names in {@code sql…} are quoted where they need it.
 *
 * @param image name of its table of before-images
 * @param kind relkind
 * @param key columns of its primary key, or else of a unique index over columns that are never
 *     null; empty if there is none
 * @param columns those that a before-image holds
 * @param signature names and types of all columns, to notice when they change
 * @param leaves the table itself, or a partitioned table's partitions of every level
 * @param hasColumn whether {@link PinSchema#COLUMN} is there
 * @param prepared whether everything that pins it is in place
 * @param preparedElsewhere whether it bears the numbers of another cluster
 * @param obstacle why it cannot be pinned; empty if it can
 * @param published whether a publication sends it elsewhere
 */
record TableFacts(
    long oid,
    String schema,
    String name,
    String sqlName,
    String image,
    String sqlImage,
    String kind,
    List<String> key,
    List<Column> columns,
    String signature,
    List<String> leaves,
    boolean hasColumn,
    boolean prepared,
    boolean preparedElsewhere,
    String obstacle,
    boolean published) {

  /** A column, quoted; its type without length, with its collation where that is not the type's. */
  record Column(String sqlName, String type, String literal, long typeOid) {}

  String label() {
    return schema + "." + name;
  }

  /** The same as it is once the column is gone. */
  TableFacts withoutColumn() {
    return new TableFacts(
        oid,
        schema,
        name,
        sqlName,
        image,
        sqlImage,
        kind,
        key,
        columns.stream().filter(column -> !column.sqlName().equals(PinSchema.COLUMN)).toList(),
        signature,
        leaves,
        false,
        false,
        false,
        obstacle,
        published);
  }

  static List<TableFacts> read(Transaction transaction, List<String> schemas, boolean pinned)
      throws SQLException {
    return transaction.query(
        (pinned ? FACTS : FACTS.replace("JOIN hindcast_pin.prepared", "JOIN (" + NOTHING + ")")),
        statement ->
            statement.setArray(
                1, transaction.connection().createArrayOf("text", schemas.toArray())),
        TableFacts::read);
  }

  private static final String NOTHING =
      "SELECT NULL::regclass AS relation, NULL::text AS columns, NULL::text AS system WHERE false";

  private static final String FACTS =
      """
      SELECT c.oid, n.nspname, c.relname, format('%I.%I', n.nspname, c.relname) AS sql_name, c.relkind::text AS kind,
        i.image, quote_ident('hindcast_pin') || '.' || quote_ident(i.image) AS sql_image,
        coalesce(k.columns, '{}') AS key_columns, a.names, a.types, a.literals, a.type_oids, a.signature, a.has_column,
        leaves.names AS leaves,
        p.relation IS NOT NULL AND p.system IS DISTINCT FROM here.system AS prepared_elsewhere,
        p.relation IS NOT NULL AND p.system = here.system AND p.columns = a.signature AND a.has_column AND a.has_default AND leaves.guarded
          AND (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgenabled = 'A'
               AND t.tgname IN ('zz_hindcast_insert', 'zz_hindcast_update', 'zz_hindcast_keep')) = 3
          AND EXISTS (SELECT FROM pg_class o WHERE o.relname = i.image AND o.relnamespace = to_regnamespace('hindcast_pin')) AS prepared,
        CASE
          WHEN c.relkind = 'f' THEN 'it is a foreign table: its rows change elsewhere'
          WHEN c.relpersistence <> 'p' THEN 'it is unlogged: a crash empties it'
          WHEN c.reloftype <> 0 THEN 'it is a typed table: it takes no further column'
          WHEN EXISTS (SELECT FROM pg_inherits h WHERE (h.inhparent = c.oid AND c.relkind <> 'p') OR h.inhrelid = c.oid)
            THEN 'it inherits or is inherited from: triggers are not'
          WHEN k.columns IS NULL THEN 'it has no primary key and no unique index over columns that are never null'
          WHEN NOT pg_has_role(c.relowner, 'USAGE') THEN 'this login does not own it'
          ELSE '' END AS obstacle,
        EXISTS (SELECT FROM pg_publication_tables u JOIN pg_partition_tree(c.oid) l ON true JOIN pg_class lc ON lc.oid = l.relid
                JOIN pg_namespace ln ON ln.oid = lc.relnamespace WHERE u.schemaname = ln.nspname AND u.tablename = lc.relname)
          OR EXISTS (SELECT FROM pg_publication_tables u WHERE u.schemaname = n.nspname AND u.tablename = c.relname) AS published
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      CROSS JOIN LATERAL (SELECT system_identifier::text AS system FROM pg_control_system()) AS here
      CROSS JOIN LATERAL (
        SELECT CASE WHEN octet_length(n.nspname || '.' || c.relname) <= 63 THEN n.nspname || '.' || c.relname
          ELSE left(c.relname, 20) || '.' || md5(n.nspname || '.' || c.relname) END AS image) AS i
      LEFT JOIN hindcast_pin.prepared p ON p.relation = c.oid
      LEFT JOIN LATERAL (
        SELECT array_agg(quote_ident(b.attname) ORDER BY x.position) AS columns
        FROM pg_index d
        CROSS JOIN unnest((d.indkey::smallint[])[0:d.indnkeyatts - 1]) WITH ORDINALITY AS x (number, position)
        JOIN pg_attribute b ON b.attrelid = c.oid AND b.attnum = x.number
        WHERE d.indrelid = c.oid AND d.indisunique AND d.indisvalid AND d.indpred IS NULL AND d.indexprs IS NULL AND (d.indisprimary OR d.indimmediate)
        GROUP BY d.indexrelid, d.indisprimary HAVING bool_and(b.attnotnull)
        ORDER BY d.indisprimary DESC, count(*), d.indexrelid LIMIT 1) AS k ON true
      CROSS JOIN LATERAL (
        SELECT array_agg(quote_ident(b.attname) ORDER BY b.attnum) FILTER (WHERE b.attgenerated <> 'v') AS names,
          array_agg(format_type(b.atttypid, -1) || CASE WHEN b.attcollation <> t.typcollation
            THEN (SELECT format(' COLLATE %I.%I', ln.nspname, l.collname) FROM pg_collation l JOIN pg_namespace ln ON ln.oid = l.collnamespace WHERE l.oid = b.attcollation)
            ELSE '' END ORDER BY b.attnum) FILTER (WHERE b.attgenerated <> 'v') AS types,
          array_agg(quote_literal(b.attname) ORDER BY b.attnum) FILTER (WHERE b.attgenerated <> 'v') AS literals,
          array_agg(b.atttypid::bigint ORDER BY b.attnum) FILTER (WHERE b.attgenerated <> 'v') AS type_oids,
          string_agg(b.attname || ' ' || b.atttypid, ',' ORDER BY b.attnum) AS signature,
          coalesce(bool_or(b.attname = 'hindcast_xid' AND b.atttypid = 'xid8'::regtype), false) AS has_column,
          coalesce(bool_or(b.attname = 'hindcast_xid' AND b.atthasdef), false) AS has_default
        FROM pg_attribute b JOIN pg_type t ON t.oid = b.atttypid WHERE b.attrelid = c.oid AND b.attnum > 0 AND NOT b.attisdropped) AS a
      CROSS JOIN LATERAL (
        SELECT array_agg(l.oid::regclass::text ORDER BY l.oid) AS names,
          bool_and(EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = l.oid AND t.tgname = 'zz_hindcast_truncate' AND t.tgenabled = 'A')) AS guarded
        FROM (SELECT c.oid UNION SELECT relid FROM pg_partition_tree(c.oid)) AS l (oid)) AS leaves
      WHERE n.nspname = ANY (?) AND n.nspname <> 'hindcast' AND c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition
      ORDER BY n.nspname, c.relname""";

  private static TableFacts read(ResultSet row) throws SQLException {
    var names = texts(row, "names");
    var types = texts(row, "types");
    var literals = texts(row, "literals");
    var oids = (Long[]) row.getArray("type_oids").getArray();
    var columns = new java.util.ArrayList<Column>();
    for (int i = 0; i < names.size(); i++) {
      columns.add(new Column(names.get(i), types.get(i), literals.get(i), oids[i]));
    }
    return new TableFacts(
        row.getLong("oid"),
        row.getString("nspname"),
        row.getString("relname"),
        row.getString("sql_name"),
        row.getString("image"),
        row.getString("sql_image"),
        row.getString("kind"),
        texts(row, "key_columns"),
        List.copyOf(columns),
        row.getString("signature"),
        texts(row, "leaves"),
        row.getBoolean("has_column"),
        row.getBoolean("prepared"),
        row.getBoolean("prepared_elsewhere"),
        row.getString("obstacle"),
        row.getBoolean("published"));
  }

  private static List<String> texts(ResultSet row, String column) throws SQLException {
    var array = row.getArray(column);
    return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
  }
}
