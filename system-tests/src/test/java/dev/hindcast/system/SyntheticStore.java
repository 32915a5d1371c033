package dev.hindcast.system;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.testkit.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/**
 * A trace store whose every count can be worked out by hand: workflows of ten steps, every fifth
 * action a refund.
 */
final class SyntheticStore {
  static final int STEPS = 10;

  /** Denies refunds over 500: of 1,000 consecutive refunds, 499 (amounts 501 to 999). */
  static final Map<String, byte[]> REFUND_LIMIT =
      Map.of(
          "bundle.yaml",
          """
          apiVersion: hindcast/v1
          name: refund-limit
          engine: cel
          defaultEffect: allow
          rules:
            - id: refund-limit
              match: { tools: [refund] }
              when: args.amount > 500
              effect: deny
              reason: refund_over_limit
          """
              .getBytes(StandardCharsets.UTF_8));

  private SyntheticStore() {}

  /** A store of its own with so many workflows. */
  static DatabaseSettings with(int workflows) {
    var store = TestPostgres.traceStore();
    append(store, 0, workflows);
    return store;
  }

  /** Appends workflows, numbered from {@code first}. Refund k has the amount k mod 1000. */
  static void append(DatabaseSettings store, int first, int workflows) {
    run(
        store,
        """
        INSERT INTO hindcast.action (workflow_id, step, occurred_at, agent, tool, arguments, context)
        SELECT 'w' || lpad(w::text, 8, '0'), s, timestamptz '2026-01-01' + make_interval(secs => w * 60 + s), 'agent-' || w %% 7,
               CASE WHEN s %% 5 = 4 THEN 'refund' ELSE 'search' END,
               CASE WHEN s %% 5 = 4 THEN jsonb_build_object('amount', (w * 2 + s / 5) %% 1000) ELSE jsonb_build_object('query', 'q' || s) END,
               jsonb_build_object('user_task', 'task ' || w)
        FROM generate_series(%1$d, %1$d + %2$d - 1) w, generate_series(0, %3$d - 1) s
        """
            .formatted(first, workflows, STEPS));
    run(
        store,
        """
        INSERT INTO hindcast.workflow_outcome (workflow_id, outcome, occurred_at)
        SELECT 'w' || lpad(w::text, 8, '0'), (ARRAY['success', 'failure', 'incident'])[1 + w %% 3], timestamptz '2026-02-01'
        FROM generate_series(%1$d, %1$d + %2$d - 1) w
        """
            .formatted(first, workflows));
  }

  /** How many refunds of the first workflows are over 500. */
  static long refundsOver500(int workflows) {
    long over = 0;
    for (long refund = 0; refund < workflows * 2L; refund++) {
      over += refund % 1000 > 500 ? 1 : 0;
    }
    return over;
  }

  static void run(DatabaseSettings database, String sql) {
    try (var connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static long count(DatabaseSettings database, String sql) {
    try (var connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
