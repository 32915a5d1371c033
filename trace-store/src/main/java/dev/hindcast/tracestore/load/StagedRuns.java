package dev.hindcast.tracestore.load;

import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.tracestore.copy.CopyRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * Puts parsed lines into the store: COPY into a temporary table, then insert what is not there yet.
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
  private static final String STAGE_OUTCOMES =
      """
      CREATE TEMP TABLE staged_outcome ON COMMIT DROP AS
      SELECT workflow_id, outcome, labels, occurred_at FROM hindcast.workflow_outcome WITH NO DATA
      """;
  private static final String ADD_OUTCOMES =
      """
      INSERT INTO hindcast.workflow_outcome (workflow_id, outcome, labels, occurred_at)
      SELECT workflow_id, outcome, labels, occurred_at FROM staged_outcome s
      WHERE NOT EXISTS (
        SELECT FROM hindcast.workflow_outcome o
        WHERE o.workflow_id = s.workflow_id AND o.outcome = s.outcome AND o.labels = s.labels)
      """;
  // Outcomes have no key: two imports at once must not both find that one is missing.
  private static final String ONE_IMPORT_AT_A_TIME =
      "SELECT pg_advisory_xact_lock(hashtextextended('hindcast.workflow_outcome', 0))";

  private final Jdbc jdbc;

  StagedRuns(Jdbc jdbc) {
    this.jdbc = jdbc;
  }

  /** A call with its place and its assigned time. */
  record TimedCall(RunLine.Call call, String file, long line, Instant time) {}

  /** An outcome with its place and its assigned time. */
  record TimedOutcome(
      String workflowId, RunLine.Ending ending, String file, long line, Instant time) {}

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

  /** Adds outcomes in one transaction and returns how many were new. */
  int addOutcomes(List<TimedOutcome> outcomes) throws RefusedException {
    var rows = new CopyRows();
    for (var outcome : outcomes) {
      rows.text(outcome.workflowId())
          .text(outcome.ending().outcome().stored())
          .text(outcome.ending().labels())
          .text(outcome.time().toString())
          .endRow();
    }
    return inTransaction(
        transaction -> {
          transaction.execute(ONE_IMPORT_AT_A_TIME);
          transaction.execute(STAGE_OUTCOMES);
          send(rows, transaction.connection(), "COPY staged_outcome FROM STDIN");
          return transaction.update(ADD_OUTCOMES, Jdbc.Binder.NONE);
        });
  }

  /** The database cannot hold a value of the rows; nothing of them was stored. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private RefusedException(SQLException cause) {
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
  private static boolean isAboutValues(SQLException e) {
    var state = e.getSQLState();
    return state != null && (state.startsWith("22") || state.startsWith("54"));
  }

  private static void send(CopyRows rows, Connection connection, String copy) throws SQLException {
    if (rows.send(connection, copy) != rows.rows()) {
      throw new SQLException("COPY took another number of rows than were sent");
    }
  }
}
