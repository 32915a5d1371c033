package dev.hindcast.tracestore.load;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.SqlFailures;
import dev.hindcast.tracestore.copy.CopyRows;
import dev.hindcast.tracestore.load.StagedRuns.RefusedException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * What an import's lines say of the outcomes of workflows, kept in a temporary table of a
 * connection of its own: only at the end is it known which line has the last word, and no memory
 * holds every workflow of a store. Nothing of it stands in the store before {@link #store}.
 */
final class StagedOutcomes implements AutoCloseable {
  private static final String STAGE =
      """
      CREATE TEMP TABLE staged_outcome AS
      SELECT workflow_id, outcome, labels, occurred_at, 0::bigint AS line, false AS session
      FROM hindcast.workflow_outcome WITH NO DATA
      """;
  // Outcomes have no key: two imports at once must not both find that one is missing.
  private static final String ONE_IMPORT_AT_A_TIME =
      "SELECT pg_advisory_xact_lock(hashtextextended('hindcast.workflow_outcome', 0))";
  // A session line decides, whatever the calls say, and happened when the last call did. What
  // equals an older outcome but not the latest is a correction, and news.
  private static final String ADD =
      """
      WITH said AS (
        SELECT DISTINCT ON (workflow_id) workflow_id, outcome, labels,
          coalesce(max(occurred_at) FILTER (WHERE NOT session) OVER (PARTITION BY workflow_id), occurred_at) AS occurred_at,
          line
        FROM staged_outcome ORDER BY workflow_id, session DESC, line DESC),
      added AS (
        INSERT INTO hindcast.workflow_outcome (workflow_id, outcome, labels, occurred_at)
        SELECT workflow_id, outcome, labels, occurred_at FROM said s
        WHERE NOT EXISTS (
          SELECT FROM (
            SELECT o.outcome, o.labels FROM hindcast.workflow_outcome o
            WHERE o.workflow_id = s.workflow_id ORDER BY o.outcome_id DESC LIMIT 1) latest
          WHERE latest.outcome = s.outcome AND latest.labels = s.labels)
        ORDER BY line
        RETURNING 1)
      SELECT (SELECT count(*) FROM said), (SELECT count(*) FROM added)
      """;

  private final Connection connection;
  private long lines;

  private StagedOutcomes(Connection connection) {
    this.connection = connection;
  }

  static StagedOutcomes open(DatabaseSettings store) {
    try {
      var connection = DriverManager.getConnection(store.url(), store.user(), store.password());
      try (var statement = connection.createStatement()) {
        statement.execute(STAGE);
        return new StagedOutcomes(connection);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** What a line says, with its place and its assigned time. */
  record TimedOutcome(
      String workflowId,
      RunLine.Ending ending,
      boolean session,
      String file,
      long line,
      Instant time) {}

  /** How many workflows had an outcome, and for how many of them it was new. */
  record Stored(long workflows, long added) {}

  /** Keeps them, all or none; later ones have the later word. */
  void stage(List<TimedOutcome> outcomes) throws RefusedException {
    var rows = new CopyRows();
    for (var outcome : outcomes) {
      rows.text(outcome.workflowId())
          .text(outcome.ending().outcome().stored())
          .text(outcome.ending().labels())
          .text(outcome.time().toString())
          .number(lines++)
          .text(Boolean.toString(outcome.session()))
          .endRow();
    }
    try {
      StagedRuns.send(rows, connection, "COPY staged_outcome FROM STDIN");
    } catch (SQLException e) {
      if (StagedRuns.isAboutValues(e)) {
        throw new RefusedException(e);
      }
      throw failure(e);
    }
  }

  /** Puts the last word about every workflow into the store, where it is not known yet. */
  Stored store() {
    try (var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(ONE_IMPORT_AT_A_TIME);
      try (var rows = statement.executeQuery(ADD)) {
        if (!rows.next()) {
          throw new IllegalStateException("a query without GROUP BY has one row");
        }
        var stored = new Stored(rows.getLong(1), rows.getLong(2));
        connection.commit();
        return stored;
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private static RuntimeException failure(SQLException e) {
    return SqlFailures.exception(e, "the trace store");
  }
}
