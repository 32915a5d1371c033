package dev.hindcast.branch.branch.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.branch.branch.BranchState;
import dev.hindcast.branch.branch.BranchStore.PageQuery;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.testkit.TestPostgres;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Lists read what they show, not all that ever was. */
class PageSqlIT {
  private static final String HISTORY =
      """
      INSERT INTO branch_service.branch (uid, store, branch_id, state, provider, owner, request_values, revision,
        create_time, update_time, expire_time, delete_cause, delete_time, discard_proof, failure, handle)
      SELECT 'u' || i, 's' || i % 3, 'b' || i, CASE WHEN i <= 10 THEN 'READY' ELSE 'DELETED' END, 'overlay', 'owner' || i % 500, '', 1,
        now(), now(), now(), 'REQUESTED', CASE WHEN i > 10 THEN now() END, CASE WHEN i > 10 THEN 'gone' END, '', 'h'
      FROM generate_series(1, 20000) AS i""";

  @Test
  void aPageReadsAnIndexHoweverLongTheHistory() {
    var control = TestPostgres.emptyDatabase();
    Databases.migrate(control, "branch_service", "db/branch");
    try (var pool = Databases.pool(control, "test")) {
      var jdbc = new Jdbc(pool, "the control database");
      assertThat(jdbc.update(HISTORY, Jdbc.Binder.NONE)).isEqualTo(20_000);
      assertThat(jdbc.update("ANALYZE branch_service.branch", Jdbc.Binder.NONE)).isZero();
      var live = EnumSet.allOf(BranchState.class);
      live.removeIf(state -> !state.isLive());
      assertThat(plan(jdbc, live, Optional.empty(), Optional.empty())).contains("branch_live");
      assertThat(plan(jdbc, Set.of(BranchState.READY), Optional.of("s1"), Optional.empty()))
          .contains("branch_live");
      assertThat(
              plan(jdbc, EnumSet.allOf(BranchState.class), Optional.empty(), Optional.of("owner7")))
          .contains("branch_owner");
      assertThat(plan(jdbc, EnumSet.allOf(BranchState.class), Optional.empty(), Optional.empty()))
          .doesNotContain("Seq Scan");
    }
  }

  private static String plan(
      Jdbc jdbc, Set<BranchState> states, Optional<String> store, Optional<String> owner) {
    var sql = PageSql.of(new PageQuery(store, states, owner, Optional.empty(), Long.MAX_VALUE, 51));
    return String.join(
        "\n",
        jdbc.query(
            "EXPLAIN SELECT * FROM branch_service.branch " + sql.where(),
            sql.binder(),
            row -> row.getString(1)));
  }
}
