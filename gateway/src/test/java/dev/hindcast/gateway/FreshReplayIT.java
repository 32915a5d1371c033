package dev.hindcast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.proto.replay.v1.ListChangesRequest;
import dev.hindcast.testkit.Await;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A replay that just succeeded is in no statistics of the planner, and earlier ones are. */
class FreshReplayIT {
  private final Hindcast hindcast = new Hindcast();

  @AfterEach
  void close() {
    hindcast.close();
  }

  @Test
  void listingItsChangesReadsEachWorkflowOnce() {
    var gateway = hindcast.gateway();
    multiply(gateway.succeed(hindcast.branch("earlier")), 20_000);
    for (var table : new String[] {"change", "replay_workflow", "replay_shard"}) {
      var _ = hindcast.control.update("ANALYZE gateway." + table, Binder.NONE);
    }
    var fresh = gateway.succeed(hindcast.branch("fresh"));
    multiply(fresh, 5_000);
    var scans = workflows("idx_scan");
    var reads = workflows("idx_tup_read");

    var page =
        gateway
            .replays()
            .listChanges(
                ListChangesRequest.newBuilder().setParent(fresh).setPageSize(1_000).build());

    assertThat(page.getChangesCount()).isEqualTo(1_000);
    Await.until(
        "the gateway's statistics have arrived",
        Duration.ofSeconds(30),
        () -> workflows("idx_scan") - scans >= 1_000);
    // All workflows for each change would be 5,000,000.
    assertThat(workflows("idx_tup_read") - reads).isLessThan(50_000);
  }

  private long workflows(String counter) {
    return hindcast.count(
        "SELECT "
            + counter
            + " FROM pg_stat_user_indexes WHERE indexrelname = 'replay_workflow_pkey'");
  }

  /** So many more changes of a replay, each of a workflow of its own. */
  private void multiply(String replay, int times) {
    var name = replay.substring("replays/".length());
    var changes =
        hindcast.control.update(
            """
            INSERT INTO gateway.change
            SELECT c.replay_id, 1000000 + n, c.shard, c.epoch, 'many-' || n, c.step, c.kind, c.outcome, c.lost, c.diverges, c.action_time,
              c.tool, c.agent, c.baseline_rule, c.candidate_rule, c.baseline, c.candidate
            FROM (SELECT c.* FROM gateway.change c JOIN gateway.replay USING (replay_id) WHERE name = '%s' LIMIT 1) c,
              generate_series(1, %d) n"""
                .formatted(name, times),
            Binder.NONE);
    var workflows =
        hindcast.control.update(
            """
            INSERT INTO gateway.replay_workflow
            SELECT replay_id, 'many-' || n, 1, 1, 1000000 + n, 0, 'agent', 'tool', 'rule', 0, 1000000 + n, 1000000 + n
            FROM gateway.replay, generate_series(1, %d) n WHERE name = '%s'"""
                .formatted(times, name),
            Binder.NONE);
    assertThat(changes).isEqualTo(workflows).isEqualTo(times);
  }
}
