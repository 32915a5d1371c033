package dev.hindcast.tracestore.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.tracestore.IngestGrants;
import dev.hindcast.tracestore.Stores;
import dev.hindcast.tracestore.map.MappingFinding.Level;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class MappingCheckIT {
  private static final String GOOD =
      """
      SELECT n::bigint AS action_id, pg_current_xact_id() AS recorded_xid, 'w' COLLATE "C" AS workflow_id, n AS step, now() AS occurred_at, ''::text AS tenant,
        ''::text AS agent, ''::text AS model, 'execute_tool'::text AS operation, 'mail'::text AS tool, '{}'::jsonb AS arguments, '{}'::jsonb AS context,
        NULL::jsonb AS result, NULL::text AS error, '{}'::text[] AS erased, NULL::text AS effect, NULL::text AS rule_id, NULL::text AS bundle_version,
        NULL::text AS trace_id, NULL::text AS span_id
      FROM generate_series(0, 9) n""";

  private final DatabaseSettings store = Stores.empty();

  @Test
  void theTableItselfFits() throws SQLException {
    execute(
        "INSERT INTO hindcast.action (workflow_id, step, occurred_at, tool, arguments) SELECT 'w', n, now(), 'mail', '{}' FROM generate_series(0, 9) n");
    execute("CREATE VIEW public.v AS SELECT * FROM hindcast.action");
    var report = check();
    assertThat(report.fits()).as(report.toString()).isTrue();
    assertThat(report.rows()).isEqualTo(10);
  }

  @Test
  void whatIsMissingOrOfAnotherTypeIsSaidWithWhatToWrite() throws SQLException {
    execute(
        "CREATE VIEW public.v AS SELECT 'x'::text AS action_id, 'w'::text AS workflow_id, 0 AS step, 1 AS colour, '{}'::json AS arguments");
    var findings = check().findings();
    assertThat(findings)
        .contains(
            new MappingFinding(
                Level.ERROR, "action_id", "is text, must be bigint", "…::bigint AS action_id"),
            new MappingFinding(
                Level.ERROR,
                "workflow_id",
                "has another collation: shards are cut in the order of bytes",
                "… COLLATE \"C\" AS workflow_id"),
            new MappingFinding(
                Level.ERROR, "result", "is missing, jsonb", "NULL::jsonb AS result (not recorded)"),
            new MappingFinding(
                Level.ERROR, "arguments", "is json, must be jsonb", "…::jsonb AS arguments"),
            new MappingFinding(
                Level.NOTE, "colour", "is no column of the contract: a fork leaves it out", ""));
    assertThat(findings).filteredOn(finding -> finding.column().equals("step")).isEmpty();
    assertThat(findings).filteredOn(finding -> finding.column().equals("recorded_xid")).hasSize(1);
  }

  @Test
  void rowsThatNoForkCouldStandOnAreFound() throws SQLException {
    var broken =
        GOOD.replace("n AS step", "least(n, 8) - 1 AS step")
            .replace("now() AS occurred_at", "CASE WHEN n > 2 THEN now() END AS occurred_at")
            .replace("'mail'::text", "CASE WHEN n > 5 THEN 'mail' END")
            .replace(
                "pg_current_xact_id()",
                "CASE WHEN n = 0 THEN '9000000000'::xid8 ELSE '3'::xid8 END");
    execute("CREATE VIEW public.v AS " + broken);
    var report = check();
    assertThat(report.fits()).isFalse();
    assertThat(
            report.findings().stream().map(f -> f.level() + " " + f.column() + " " + f.problem()))
        .containsExactly(
            "ERROR occurred_at is null in 3 of 10 rows",
            "ERROR workflow_id, step 1 values occur more than once",
            "ERROR recorded_xid 1 of 10 rows bear transactions that this server has not seen end",
            "ERROR step is negative",
            "NOTE tool 6 of 10 rows have no tool: they are not replayable, unknown_tool",
            "NOTE action_id a shard of a range of action_id reads the whole table");
  }

  @Test
  void outcomesAreCheckedToo() throws SQLException {
    execute(
        """
        CREATE VIEW public.v AS SELECT 'w' COLLATE "C" AS workflow_id, 'great'::text AS outcome, '{}'::jsonb AS labels, now() AS occurred_at,
          '3'::xid8 AS recorded_xid, 1::bigint AS outcome_id""");
    var report = MappingCheck.of(store, MappedTable.WORKFLOW_OUTCOME, "public.v", 100);
    assertThat(report.findings().getFirst().problem()).isEqualTo("1 rows have another word");
    assertThat(report.findings())
        .anyMatch(finding -> finding.problem().contains("shows in the fork"));
    assertThat(report.fits()).isFalse();
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThatThrownBy(this::check).hasMessageContaining("the view public.v does not exist");
    assertThatThrownBy(() -> IngestGrants.grant(store, "nobody at all"))
        .hasMessageContaining("the login nobody at all does not exist");
  }

  private MappingReport check() {
    return MappingCheck.of(store, MappedTable.ACTION, "public.v", 1000);
  }

  private void execute(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(store.url(), store.user(), store.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
