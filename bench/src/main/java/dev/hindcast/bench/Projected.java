package dev.hindcast.bench;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.policy.cel.CelEngine;
import dev.hindcast.policy.engine.Compilation;
import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.judge.Judge;
import dev.hindcast.policy.reads.KeySet;
import dev.hindcast.policy.reads.Reads;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.postgresql.PGConnection;

/**
 * The columns that two bundles read, as PostgreSQL's own COPY gives them: what any client could
 * hope for.
 */
record Projected(String copy) {

  static Projected of(BenchBundle baseline, BenchBundle candidate) {
    return new Projected(
        "COPY (SELECT "
            + columns(new Judge(compiled(baseline), compiled(candidate)).reads())
            + " FROM action) TO STDOUT");
  }

  static CompiledBundle compiled(BenchBundle bundle) {
    return switch (new CelEngine().compile(bundle.source())) {
      case Compilation.Compiled compiled -> compiled.bundle();
      case Compilation.Rejected rejected ->
          throw new IllegalStateException(rejected.diagnostics().toString());
    };
  }

  private static String columns(Reads reads) {
    var columns =
        new StringBuilder(
            "action_id, step, occurred_at, workflow_id, tool, agent, erased, jsonb_typeof(arguments)");
    reads.columns().stream()
        .map(column -> column.name().toLowerCase(Locale.ROOT))
        .filter(column -> column.equals("tenant") || column.equals("model"))
        .forEach(column -> columns.append(", ").append(column));
    keys(columns, "arguments", reads.args());
    keys(columns, "context", reads.context());
    return columns.toString();
  }

  private static void keys(StringBuilder columns, String column, KeySet keys) {
    if (keys.all()) {
      columns.append(", ").append(column);
    }
    keys.keys()
        .forEach(
            key ->
                columns
                    .append(", ")
                    .append(column)
                    .append(" -> '")
                    .append(key.replace("'", "''"))
                    .append('\''));
  }

  /**
   * Copies it all out of a fork and throws it away.
   *
   * @return processor time of the server's side, in microseconds an action
   */
  double copyOut(DatabaseSettings fork, long actions) throws SQLException, IOException {
    try (var connection = DriverManager.getConnection(fork.url(), fork.user(), fork.password())) {
      var server = connection.unwrap(PGConnection.class);
      var before = CpuTime.of(List.of((long) server.getBackendPID()));
      var rows = server.getCopyAPI().copyOut(copy, OutputStream.nullOutputStream());
      if (rows != actions) {
        throw new IllegalStateException("COPY gave " + rows + " rows");
      }
      return CpuTime.of(List.of((long) server.getBackendPID())).microsSince(before) / actions;
    }
  }
}
