package dev.hindcast.branch.overlay.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.branch.provider.Cut;
import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.ForkOutcome;
import dev.hindcast.branch.provider.ForkRequest;
import dev.hindcast.branch.provider.Installation;
import dev.hindcast.branch.provider.StoreUnderTest;
import java.sql.Connection;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The union must not cost the order of its indexes: a page of a fork reads a page, not the store.
 */
class OverlayPlanIT {

  @Test
  void pagesAndRangesReadIndexesInOrderOnBothSides() throws Exception {
    var store = OverlayStore.create();
    store.record(50_000);
    try (var connection = store.open()) {
      StoreUnderTest.run(connection, "VACUUM ANALYZE hindcast.action");
    }
    try (var databases = OverlayStore.databases(store, OverlayStore.plainLogin(store))) {
      var provider = new OverlayProvider(databases, OverlayStore.KEY);
      var uid = "plan" + UUID.randomUUID().toString().substring(0, 8);
      var request =
          new ForkRequest(
              new ForkName("ops", uid),
              new Installation(UUID.randomUUID()),
              new Cut.Now(),
              Instant.now());
      var fork = ((ForkOutcome.Forked) provider.fork(request)).fork();
      try (var connection = store.open(provider.connect(fork))) {
        assertOrdered(
            connection,
            "SELECT * FROM action WHERE action_id >= 100 AND action_id < 40000 ORDER BY action_id LIMIT 50",
            "action_pkey");
        assertOrdered(
            connection,
            "SELECT * FROM action WHERE workflow_id >= 'a' ORDER BY workflow_id, step LIMIT 50",
            "action_workflow_id_step_key");
        assertOrdered(
            connection,
            "SELECT * FROM action WHERE workflow_id >= 'a' AND workflow_id < 'wz' AND action_id < 100000000 ORDER BY workflow_id, step LIMIT 1000",
            "action_workflow_id_step_key");
        assertOrdered(connection, "SELECT max(action_id) FROM action", "action_pkey");
        assertThat(plan(connection, "SELECT count(*) FROM action"))
            .doesNotContain("Subquery Scan")
            .contains("Seq Scan on action_delta");
        // A slice of what arrives, as gateways and workers ask for it.
        assertThat(
                plan(
                    connection,
                    """
                    SELECT action_id FROM hindcast_live_action
                    WHERE (recorded_xid >= pg_snapshot_xmax('%1$s'::pg_snapshot)
                        OR recorded_xid = ANY (ARRAY(SELECT pg_snapshot_xip('%1$s'::pg_snapshot))))
                      AND recorded_xid < pg_snapshot_xmax('%1$s'::pg_snapshot) AND pg_visible_in_snapshot(recorded_xid, '%1$s')"""
                        .formatted(fork.point().snapshot())))
            .contains("action_recorded")
            .doesNotContain("Seq Scan");
      }
      assertThat(provider.delete(fork.name())).isNotNull();
    }
  }

  private static void assertOrdered(Connection connection, String query, String index)
      throws Exception {
    var plan = plan(connection, query);
    assertThat(plan)
        .contains("Merge Append")
        .containsPattern("Index (Only )?Scan (Backward )?using " + index)
        .containsPattern("Index (Only )?Scan (Backward )?using action_delta_")
        .doesNotContain("Seq Scan")
        .doesNotContain("Sort  ");
  }

  private static String plan(Connection connection, String query) throws Exception {
    return String.join("\n", StoreUnderTest.texts(connection, "EXPLAIN " + query));
  }
}
