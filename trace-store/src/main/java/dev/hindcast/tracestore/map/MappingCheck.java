package dev.hindcast.tracestore.map;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import dev.hindcast.tracestore.map.MappingFinding.Level;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks a view against the table that it stands for: the table's own columns and types are the
 * contract. Reads only, in one read-only transaction.
 */
public final class MappingCheck {
  private static final String COLUMNS =
      """
      SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS type, coalesce(c.collname, '') AS collation
      FROM pg_attribute a LEFT JOIN pg_collation c ON c.oid = a.attcollation
      WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
      """;

  private final Transaction transaction;
  private final MappedTable table;
  private final String view;
  private final long sample;
  private final List<MappingFinding> findings = new ArrayList<>();

  private MappingCheck(Transaction transaction, MappedTable table, String view, long sample) {
    this.transaction = transaction;
    this.table = table;
    this.view = view;
    this.sample = sample;
  }

  private record Column(String name, String type, String collation) {}

  /**
   * Checks a view.
   *
   * @param database the store, with the schema {@code hindcast} in it
   * @param view {@code schema.name}, quoted where it needs it
   * @param sample rows to look at, at most
   * @throws FailureException if there is no such view, or no such schema
   */
  public static MappingReport of(
      DatabaseSettings database, MappedTable table, String view, long sample) {
    try (var pool = Databases.pool(database, "store")) {
      return new Jdbc(pool, "the trace store")
          .inTransaction(
              transaction -> {
                transaction.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
                return new MappingCheck(transaction, table, view, sample).report();
              });
    }
  }

  private MappingReport report() throws SQLException {
    var contract = columns("hindcast." + table.table());
    if (contract.isEmpty()) {
      throw new FailureException(
          new Failure.WrongState(
              "the schema hindcast", "not there", "`hindcast store migrate` makes it"));
    }
    var columns = columns(view);
    if (columns.isEmpty()) {
      throw new FailureException(new Failure.ResourceNotFound("the view " + view));
    }
    contract.values().forEach(wanted -> compare(wanted, columns.get(wanted.name())));
    for (var column : columns.keySet()) {
      if (!contract.containsKey(column)) {
        findings.add(
            new MappingFinding(
                Level.NOTE, column, "is no column of the contract: a fork leaves it out", ""));
      }
    }
    long rows = 0;
    if (findings.stream().noneMatch(finding -> finding.level() == Level.ERROR)) {
      rows = lookAtRows();
    }
    findings.sort(Comparator.comparing(MappingFinding::level));
    return new MappingReport(view, rows, findings);
  }

  private Map<String, Column> columns(String relation) throws SQLException {
    var columns = new LinkedHashMap<String, Column>();
    transaction
        .query(
            COLUMNS,
            statement -> statement.setString(1, relation),
            row -> new Column(row.getString(1), row.getString(2), row.getString(3)))
        .forEach(column -> columns.put(column.name(), column));
    return columns;
  }

  private void compare(Column wanted, Column found) {
    var name = wanted.name();
    if (found == null) {
      error(
          name,
          "is missing, " + wanted.type() + (table.requires(name) ? ", never null" : ""),
          table.absent(name, wanted.type()));
    } else if (!found.type().equals(wanted.type())) {
      error(
          name,
          "is " + found.type() + ", must be " + wanted.type(),
          "…::" + wanted.type() + " AS " + name);
    } else if (wanted.collation().equals("C") && !found.collation().equals("C")) {
      error(
          name,
          "has another collation: shards are cut in the order of bytes",
          "… COLLATE \"C\" AS " + name);
    }
  }

  private long lookAtRows() throws SQLException {
    var rows = number("SELECT count(*) FROM " + sampled());
    if (rows == 0) {
      findings.add(
          new MappingFinding(Level.NOTE, "", "shows no rows: only its columns were checked", ""));
      return 0;
    }
    for (var column : columns("hindcast." + table.table()).keySet()) {
      if (table.requires(column)) {
        var nulls = number("SELECT count(*) FROM " + sampled() + " WHERE " + column + " IS NULL");
        if (nulls > 0) {
          error(
              column, "is null in " + nulls + " of " + rows + " rows", "coalesce(…) AS " + column);
        }
      }
    }
    for (var key : table.keys()) {
      var names = String.join(", ", key);
      var twice =
          number(
              "SELECT count(*) FROM (SELECT FROM %s GROUP BY %s HAVING count(*) > 1) AS t"
                  .formatted(sampled(), names));
      if (twice > 0) {
        error(names, twice + " values occur more than once", "they must name one row");
      }
    }
    visibility(rows);
    switch (table) {
      case ACTION -> actions(rows);
      case WORKFLOW_OUTCOME -> outcomes();
    }
    return rows;
  }

  private void visibility(long rows) throws SQLException {
    var alien =
        number(
            "SELECT count(*) FROM %s WHERE NOT pg_visible_in_snapshot(recorded_xid, pg_current_snapshot())"
                .formatted(sampled()));
    if (alien > 0) {
      error(
          "recorded_xid",
          alien + " of " + rows + " rows bear transactions that this server has not seen end",
          "the transaction that wrote the row, as `hindcast store prepare` keeps it");
    }
    if (number("SELECT count(*) FROM " + sampled() + " WHERE recorded_xid > '3'::xid8") == 0) {
      findings.add(
          new MappingFinding(
              Level.NOTE,
              "recorded_xid",
              "says of no row when it was written: what is written after a fork was cut shows in the fork",
              table.absent("recorded_xid", "xid8")));
    }
  }

  private void actions(long rows) throws SQLException {
    if (number("SELECT count(*) FROM " + sampled() + " WHERE step < 0") > 0) {
      error("step", "is negative", "count from 0");
    }
    note("tool", "tool IS NULL", rows, "have no tool: they are not replayable, unknown_tool");
    note(
        "arguments",
        "jsonb_typeof(arguments) IS DISTINCT FROM 'object'",
        rows,
        "have no object of arguments: not replayable where a rule reads them");
    var plan =
        String.join(
            "\n",
            transaction.query(
                "EXPLAIN (COSTS OFF) SELECT tool FROM " + view + " WHERE action_id BETWEEN 1 AND 2",
                Jdbc.Binder.NONE,
                row -> row.getString(1)));
    if (plan.contains("WindowAgg") || !plan.contains("Index")) {
      findings.add(
          new MappingFinding(
              Level.NOTE,
              "action_id",
              "a shard of a range of action_id reads the whole table",
              "an index over what action_id is made of, and no window function above it"));
    }
  }

  private void outcomes() throws SQLException {
    var others =
        number(
            "SELECT count(*) FROM %s WHERE outcome NOT IN ('success', 'failure', 'incident', 'unknown')"
                .formatted(sampled()));
    if (others > 0) {
      error("outcome", others + " rows have another word", "CASE … END AS outcome");
    }
  }

  private void note(String column, String condition, long rows, String text) throws SQLException {
    var count = number("SELECT count(*) FROM " + sampled() + " WHERE " + condition);
    if (count > 0) {
      findings.add(
          new MappingFinding(Level.NOTE, column, count + " of " + rows + " rows " + text, ""));
    }
  }

  private String sampled() {
    return "(SELECT * FROM " + view + " LIMIT " + sample + ") AS sampled";
  }

  private long number(String sql) throws SQLException {
    return transaction.first(sql, Jdbc.Binder.NONE, row -> row.getLong(1)).orElse(0L);
  }

  private void error(String column, String problem, String fix) {
    findings.add(new MappingFinding(Level.ERROR, column, problem, fix));
  }
}
