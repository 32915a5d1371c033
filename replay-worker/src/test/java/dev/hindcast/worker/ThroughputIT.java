package dev.hindcast.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.service.RunningService;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.postgresql.PGConnection;

/**
 * How fast one worker is, measured against COPY of the same columns in the same run: {@code
 * -Dthroughput.rows=1000000}. A measurement, so it only runs when it is asked for.
 */
@EnabledIfSystemProperty(named = "throughput.rows", matches = "[0-9]+")
class ThroughputIT {
  private static final int ROUNDS = 5;

  @Test
  void rowsPerSecondAgainstCopy() throws SQLException, IOException {
    int rows = Integer.getInteger("throughput.rows");
    try (var branch = new TestBranch();
        var coordinator = new FakeCoordinator();
        var _ =
            RunningService.run(
                "replay-worker",
                Map.of(
                    "hindcast.worker.gateways",
                    "127.0.0.1:" + coordinator.port(),
                    "hindcast.worker.slots",
                    Integer.getInteger("throughput.slots", 1)))) {
      branch.run(generated(rows));
      branch.run("ANALYZE hindcast.action");
      branch.load(Bundles.BASELINE);
      branch.load(Bundles.STATELESS);
      var context = Shards.context(branch, Bundles.BASELINE, Bundles.STATELESS);
      for (int round = 0; round < ROUNDS; round++) {
        double copy = rate(rows, () -> copy(branch));
        int shards = Integer.getInteger("throughput.slots", 1);
        int done = round * shards;
        long size = (long) rows / shards + 1;
        double worker =
            rate(
                rows,
                () -> {
                  for (int i = 0; i < shards; i++) {
                    coordinator.plan(
                        Shards.actions(
                            Shards.lease("r", done + i),
                            context,
                            1L + i * size,
                            1L + (i + 1) * size));
                  }
                  coordinator.awaitSummaries(done + shards);
                });
        System.out.printf(
            "COPY %,.0f rows/s, worker %,.0f rows/s, ratio %.2f%n", copy, worker, worker / copy);
      }
      assertThat(coordinator.merged().actions()).isEqualTo((long) rows * ROUNDS);
    }
  }

  private interface Run {
    void run() throws SQLException, IOException;
  }

  private static double rate(int rows, Run run) throws SQLException, IOException {
    long start = System.nanoTime();
    run.run();
    return rows / ((System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1));
  }

  private static void copy(TestBranch branch) throws SQLException, IOException {
    var database = branch.database();
    try (var connection =
        DriverManager.getConnection(database.url(), database.user(), database.password())) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut(
              """
              COPY (SELECT action_id, step, occurred_at, workflow_id, tool, agent, erased,
                jsonb_typeof(arguments) = 'object', arguments -> 'amount', context -> 'user_role'
                FROM branch.action) TO STDOUT""",
              OutputStream.nullOutputStream());
    }
  }

  private static String generated(int rows) {
    return """
    INSERT INTO hindcast.action (workflow_id, step, occurred_at, agent, tool, arguments, context)
    SELECT 'workflow-' || i / 8, i %% 8, timestamptz '2026-05-01' + i * interval '1 second', 'agent-' || i %% 7,
      CASE i %% 3 WHEN 0 THEN 'refund' WHEN 1 THEN 'send_email' ELSE 'search' END,
      jsonb_build_object('amount', i %% 501, 'order', 'o-' || i, 'note', repeat('n', 40)),
      jsonb_build_object('user_role', CASE i %% 5 WHEN 0 THEN 'admin' ELSE 'support' END, 'region', 'eu')
    FROM generate_series(1, %d) i"""
        .formatted(rows);
  }
}
