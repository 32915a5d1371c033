package dev.hindcast.tracestore.load;

import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.tracestore.copy.CopyRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * Puts parsed calls into the store: COPY into a temporary table, then insert what is not there yet.
 * Correct when it is repeated, when it died in between, and beside another import.
 */
final class StagedRuns {
  private static final String STAGE_ACTIONS =
      """
      CREATE TEMP TABLE staged_action ON COMMIT DROP AS
      SELECT workflow_id, step, occurred_at, agent, model, tool, arguments, context, result, error
      FROM hindcast.action WITH NO DATA
      """;
  private static final String ADD_ACTIONS =
      """
      INSERT INTO hindcast.action (workflow_id, step, occurred_at, agent, model, tool, arguments, context, result, error)
      SELECT workflow_id, step, occurred_at, agent, model, tool, arguments, context, result, error FROM staged_action
      ON CONFLICT (workflow_id, step) DO NOTHING
      """;

  private final Jdbc jdbc;

  StagedRuns(Jdbc jdbc) {
    this.jdbc = jdbc;
  }

  /** A call with its place and its assigned time. */
  record TimedCall(RunLine.Call call, String file, long line, Instant time) {}

  /** Adds calls in one transaction and returns how many were new. */
  int addCalls(List<TimedCall> calls) throws RefusedException {
    var rows = new CopyRows();
    for (var timed : calls) {
      var call = timed.call();
      rows.text(call.workflowId())
          .number(call.step())
          .text(timed.time().toString())
          .text(call.agent())
          .text(call.model())
          .text(call.tool())
          .text(call.arguments())
          .text(call.context())
          .text(call.result())
          .text(call.error())
          .endRow();
    }
    return inTransaction(
        transaction -> {
          transaction.execute(STAGE_ACTIONS);
          send(rows, transaction.connection(), "COPY staged_action FROM STDIN");
          return transaction.update(ADD_ACTIONS, Jdbc.Binder.NONE);
        });
  }

  /** The database cannot hold a value of the rows; nothing of them was stored. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(SQLException cause) {
      super("the database cannot hold a value of this line", cause);
    }
  }

  private int inTransaction(Jdbc.Work<Integer> work) throws RefusedException {
    try {
      return jdbc.inTransaction(work);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof SQLException sql && isAboutValues(sql)) {
        throw new RefusedException(sql);
      }
      throw e;
    }
  }

  // 22: data exceptions; 54: a value over a limit, e.g. too long for an index.
  static boolean isAboutValues(SQLException e) {
    var state = e.getSQLState();
    return state != null && (state.startsWith("22") || state.startsWith("54"));
  }

  static void send(CopyRows rows, Connection connection, String copy) throws SQLException {
    if (rows.send(connection, copy) != rows.rows()) {
      throw new SQLException("COPY took another number of rows than were sent");
    }
  }
}
