package dev.hindcast.tracestore.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.tracestore.Stores;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetWriterIT {
  private static final Fleet FLEET = Fleet.of(7, 25_000);
  private static final List<String> ROWS =
      List.of(
          """
          SELECT md5(string_agg(concat_ws('|', action_id, workflow_id, step, occurred_at AT TIME ZONE 'UTC', tenant, agent, model,
                 tool, arguments, context, result, error, effect, rule_id, bundle_version), ',' ORDER BY action_id))
          FROM hindcast.action
          """,
          """
          SELECT md5(string_agg(concat_ws('|', workflow_id, outcome, labels, occurred_at AT TIME ZONE 'UTC'), ','
                 ORDER BY workflow_id))
          FROM hindcast.workflow_outcome
          """);

  @Test
  void theSameSeedGivesTheSameRowsWithAnyNumberOfThreads() {
    var one = Stores.empty();
    var three = Stores.empty();
    var other = Stores.empty();
    assertThat(write(one, FLEET, 1).actions()).isEqualTo(25_000);
    assertThat(write(three, FLEET, 3).actions()).isEqualTo(25_000);
    assertThat(write(other, Fleet.of(8, 25_000), 3).actions()).isEqualTo(25_000);
    for (var rows : ROWS) {
      assertThat(Stores.text(three, rows)).isEqualTo(Stores.text(one, rows));
      assertThat(Stores.text(other, rows)).isNotEqualTo(Stores.text(one, rows));
    }
  }

  @Test
  void aFleetThatIsThereIsNotWrittenTwiceAndAnotherGoesBeside() {
    var store = Stores.empty();
    assertThat(write(store, Fleet.of(1, 12_345), 2).knownActions()).isZero();
    var again = write(store, Fleet.of(1, 12_345), 2);
    assertThat(again.actions()).isZero();
    assertThat(again.knownActions()).isEqualTo(12_345);
    assertThat(write(store, Fleet.of(2, 100), 2).actions()).isEqualTo(100);
    assertThat(Stores.number(store, "SELECT count(*) FROM hindcast.action")).isEqualTo(12_445);
    // the ids that were reserved are never given out again
    assertThat(
            Stores.number(
                store,
                "INSERT INTO hindcast.action (workflow_id, step, occurred_at) VALUES ('later', 0, now()) RETURNING action_id"))
        .isEqualTo(12_446);
  }

  @Test
  void theFleetHasWhatAPolicyTestNeeds() {
    var store = Stores.empty();
    write(store, FLEET, 2);
    assertThat(count(store, "SELECT count(DISTINCT agent) FROM hindcast.action")).isGreaterThan(30);
    assertThat(count(store, "SELECT count(DISTINCT tool) FROM hindcast.action"))
        .isEqualTo(Tool.values().length);
    assertThat(
            count(
                store,
                "SELECT count(*) FROM hindcast.action WHERE tool = 'refund' AND (arguments ->> 'amount')::numeric > 500"))
        .isGreaterThan(5);
    assertThat(
            count(
                store,
                "SELECT count(*) FROM hindcast.action WHERE tool = 'send_email' AND arguments ->> 'body' ~ '[0-9]{16}'"))
        .isGreaterThan(5);
    assertThat(count(store, "SELECT count(*) FROM hindcast.action WHERE arguments IS NULL"))
        .isBetween(100L, 400L);
    assertThat(count(store, "SELECT count(DISTINCT outcome) FROM hindcast.workflow_outcome"))
        .isEqualTo(3);
    assertThat(
            count(
                store,
                """
                SELECT count(*) FROM hindcast.action JOIN hindcast.workflow_outcome USING (workflow_id)
                WHERE outcome = 'incident' AND (arguments ->> 'sql' LIKE 'DROP TABLE%' OR arguments ->> 'command' LIKE 'curl%')
                """))
        .isPositive();
    assertThat(count(store, "SELECT max(step) FROM hindcast.action")).isBetween(20L, 39L);
    assertThat(count(store, "SELECT count(DISTINCT occurred_at::date) FROM hindcast.action"))
        .isBetween(13L, 16L);
    assertThat(
            count(
                store,
                """
                SELECT count(*) FROM (SELECT occurred_at < lag(occurred_at) OVER (PARTITION BY workflow_id ORDER BY step) AS back
                                      FROM hindcast.action) a WHERE back
                """))
        .isZero();
  }

  @Test
  void anEmptyFleetIsRefused() {
    assertThatThrownBy(() -> Fleet.of(1, 0))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("actions");
  }

  private static long count(DatabaseSettings store, String sql) {
    return Stores.number(store, sql);
  }

  private static FleetSummary write(DatabaseSettings store, Fleet fleet, int threads) {
    return FleetWriter.write(store, fleet, threads, FleetWriter.Progress.NONE);
  }
}
