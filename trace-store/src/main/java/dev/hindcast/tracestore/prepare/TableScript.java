package dev.hindcast.tracestore.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The statements that pin a table, and those that take all of it back. */
final class TableScript {
  private static final List<String> ROW_TRIGGERS =
      List.of("zz_hindcast_insert", "zz_hindcast_update", "zz_hindcast_keep");
  private static final String TRUNCATE_TRIGGER = "zz_hindcast_truncate";

  private TableScript() {}

  /**
   * Metadata only: no row is read or written. May be repeated; a repetition takes up columns that
   * were added. The lock keeps writers out until all of it stands, so that none writes by half of
   * it.
   */
  static List<String> prepare(TableFacts table) {
    var table_ = table.sqlName();
    var all = new ArrayList<String>();
    if (table.preparedElsewhere()) {
      all.addAll(undo(table));
      all.addAll(prepare(table.withoutColumn()));
      return all;
    }
    if (!table.hasColumn()) {
      all.add("ALTER TABLE " + table_ + " ADD COLUMN hindcast_xid xid8");
    } else {
      all.add("LOCK TABLE " + table_ + " IN SHARE ROW EXCLUSIVE MODE");
    }
    all.add(
        "ALTER TABLE " + table_ + " ALTER COLUMN hindcast_xid SET DEFAULT pg_current_xact_id()");
    all.add(
        """
        DO $fresh$
        BEGIN
          IF EXISTS (SELECT FROM pg_attribute i JOIN pg_attribute c ON c.attrelid = %d AND c.attname = i.attname AND NOT c.attisdropped
                     WHERE i.attrelid = to_regclass(%s) AND i.attnum > 0 AND NOT i.attisdropped AND i.atttypid <> c.atttypid) THEN
            DROP TABLE %s; -- refused while a fork reads it
          END IF;
        END
        $fresh$"""
            .formatted(table.oid(), literal(table.sqlImage()), table.sqlImage()));
    all.add("CREATE TABLE IF NOT EXISTS " + table.sqlImage() + " (ended_xid xid8 NOT NULL)");
    for (var column : imaged(table)) {
      all.add(
          "ALTER TABLE %s ADD COLUMN IF NOT EXISTS %s %s"
              .formatted(table.sqlImage(), column.sqlName(), column.type()));
    }
    all.add(
        "CREATE INDEX IF NOT EXISTS %s ON %s (%s)"
            .formatted(index(table, "key"), table.sqlImage(), String.join(", ", table.key())));
    all.add(
        "CREATE INDEX IF NOT EXISTS %s ON %s (ended_xid)"
            .formatted(index(table, "end"), table.sqlImage()));
    all.add(keeper(table));
    all.addAll(triggers(table));
    all.add(register(table));
    return all;
  }

  static List<String> undo(TableFacts table) {
    var all = new ArrayList<String>();
    for (var trigger : ROW_TRIGGERS) {
      all.add("DROP TRIGGER IF EXISTS %s ON %s".formatted(trigger, table.sqlName()));
    }
    for (var leaf : table.leaves()) {
      all.add("DROP TRIGGER IF EXISTS %s ON %s".formatted(TRUNCATE_TRIGGER, leaf));
    }
    all.add("ALTER TABLE " + table.sqlName() + " DROP COLUMN IF EXISTS hindcast_xid");
    all.add("DROP FUNCTION IF EXISTS " + table.sqlImage() + "()");
    all.add("DROP TABLE IF EXISTS " + table.sqlImage());
    all.add("DELETE FROM hindcast_pin.prepared WHERE image = " + literal(table.image()));
    return all;
  }

  private static List<String> triggers(TableFacts table) {
    var all = new ArrayList<String>();
    var stamp =
        """
        CREATE OR REPLACE TRIGGER %s BEFORE %s ON %s FOR EACH ROW
          WHEN (NEW.hindcast_xid IS DISTINCT FROM pg_current_xact_id()) EXECUTE FUNCTION hindcast_pin.stamp()""";
    all.add(stamp.formatted("zz_hindcast_insert", "INSERT", table.sqlName()));
    all.add(stamp.formatted("zz_hindcast_update", "UPDATE", table.sqlName()));
    // AFTER: only what really happened is kept, and the transaction has its id before it looks at
    // armed.
    all.add(
        """
        CREATE OR REPLACE TRIGGER zz_hindcast_keep AFTER UPDATE OR DELETE ON %s FOR EACH ROW
          WHEN (OLD.hindcast_xid IS DISTINCT FROM pg_current_xact_id()
            AND coalesce(pg_sequence_last_value('hindcast_pin.armed'::regclass), 0) <> 0) EXECUTE FUNCTION %s()"""
            .formatted(table.sqlName(), table.sqlImage()));
    for (var leaf : table.leaves()) {
      all.add(
          "CREATE OR REPLACE TRIGGER %s BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION hindcast_pin.truncated()"
              .formatted(TRUNCATE_TRIGGER, leaf));
      for (var trigger : ROW_TRIGGERS) {
        all.add("ALTER TABLE %s ENABLE ALWAYS TRIGGER %s".formatted(leaf, trigger));
      }
      all.add("ALTER TABLE %s ENABLE ALWAYS TRIGGER %s".formatted(leaf, TRUNCATE_TRIGGER));
    }
    return all;
  }

  /**
   * Keeps a row as it was. A table whose columns are not what they were any more breaks the pin,
   * never the writer. CASE, because IN over pairs is planned as a bitmap for each column: ten times
   * slower.
   */
  private static String keeper(TableFacts table) {
    var columns = imaged(table);
    var known =
        columns.stream()
            .map(column -> "WHEN %s THEN %d".formatted(column.literal(), column.typeOid()))
            .collect(Collectors.joining(" "));
    return """
        CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $keep$
        BEGIN
          IF (SELECT count(*) FROM pg_attribute WHERE attrelid = TG_RELID AND attnum > 0 AND atttypid = CASE attname %s END) < %d THEN
            INSERT INTO hindcast_pin.breach (relation, kind, xid) VALUES (%d, 'altered', pg_current_xact_id()) ON CONFLICT DO NOTHING;
          ELSE
            INSERT INTO %s (ended_xid, %s) VALUES (pg_current_xact_id(), %s);
          END IF;
          RETURN NULL;
        END
        $keep$"""
        .formatted(
            table.sqlImage(),
            known,
            columns.size(),
            table.oid(),
            table.sqlImage(),
            names(columns, ""),
            names(columns, "OLD."));
  }

  private static String register(TableFacts table) {
    return """
        INSERT INTO hindcast_pin.prepared (relation, image, columns, system)
        SELECT c.oid, %s,
          (SELECT string_agg(b.attname || ' ' || b.atttypid, ',' ORDER BY b.attnum) FROM pg_attribute b
           WHERE b.attrelid = c.oid AND b.attnum > 0 AND NOT b.attisdropped),
          (SELECT system_identifier::text FROM pg_control_system())
        FROM pg_class c WHERE c.oid = %d
        ON CONFLICT (relation) DO UPDATE SET image = excluded.image, columns = excluded.columns,
          system = excluded.system, prepared_at = excluded.prepared_at"""
        .formatted(literal(table.image()), table.oid());
  }

  private static List<TableFacts.Column> imaged(TableFacts table) {
    var columns = new ArrayList<>(table.columns());
    if (!table.hasColumn()) {
      columns.add(new TableFacts.Column("hindcast_xid", "xid8", "'hindcast_xid'", XID8));
    }
    return columns;
  }

  /** The fixed OID of the built-in type xid8. */
  private static final long XID8 = 5069;

  private static String names(List<TableFacts.Column> columns, String prefix) {
    return columns.stream()
        .map(column -> prefix + column.sqlName())
        .collect(Collectors.joining(", "));
  }

  private static String index(TableFacts table, String what) {
    return "i" + table.oid() + "_" + what;
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
