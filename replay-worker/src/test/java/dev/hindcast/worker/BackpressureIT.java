package dev.hindcast.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.worker.v1.DeltaScan;
import dev.hindcast.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A worker with a heap of 256 MB, a shard whose rows are larger than that, and a gateway that takes
 * nothing for a while. More rows with {@code -Dbackpressure.actions=5000000}; their text shrinks
 * with their number only on the disk.
 */
class BackpressureIT {
  private static final int ACTIONS = Integer.getInteger("backpressure.actions", 60_000);
  private static final int TEXT = 6_000;
  private static final String NOTHING =
      "SELECT action_id FROM action WHERE action_id >= $1 AND action_id < $2 AND false";
  private static final Duration PATIENCE = Duration.ofMinutes(ACTIONS < 1_000_000 ? 2 : 120);

  /** The rows of a delta replay come without a cursor: the connection itself has to stand still. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSlowGatewayStopsTheReadingAndNotTheWorker(boolean delta, @TempDir Path folder)
      throws Exception {
    try (var branch = new TestBranch();
        var coordinator = new FakeCoordinator()) {
      branch.run(
          """
          INSERT INTO hindcast.action (workflow_id, step, occurred_at, tool, arguments)
          SELECT 'w' || i / 10, i %% 10, '2026-05-01 00:00Z', 'send_email',
            jsonb_build_object('body', i || repeat('x', %d))
          FROM generate_series(1, %d) i"""
              .formatted(TEXT, ACTIONS));
      var baseline = longer(1_000_000);
      var candidate = longer(1_000);
      branch.load(baseline);
      branch.load(candidate);
      coordinator.holdAcks();
      var worker = worker(coordinator, folder);
      try {
        var lease = Shards.lease("r", 0);
        var context = Shards.context(branch, baseline, candidate).toBuilder();
        if (delta) {
          context.setDelta(
              DeltaScan.newBuilder()
                  .setStatement("SELECT count(*) FROM action")
                  .setSample(NOTHING)
                  .addPulled(
                      "SELECT action_id FROM action WHERE action_id >= $1 AND action_id < $2")
                  .addPulled(NOTHING));
        }
        coordinator.plan(Shards.allActions(lease, context.build()));
        Await.until("the window is full", PATIENCE, () -> coordinator.held() == 4);
        Await.until("the reading stands still", PATIENCE, () -> standsStill(branch));
        assertThat(worker.isAlive()).isTrue();
        coordinator.releaseAll();
        Await.until(
            "the shard is done",
            PATIENCE,
            () -> coordinator.summary(lease) != null || !worker.isAlive());
        assertThat(coordinator.summary(lease)).as("the worker's answer").isNotNull();
        assertThat(coordinator.summary(lease).getChangedCount()).isEqualTo(ACTIONS);
      } finally {
        worker.destroyForcibly();
      }
    }
  }

  private static BundleSource longer(int length) {
    return BundleSource.ofManifest(
        """
        apiVersion: hindcast/v1
        name: guard
        engine: cel
        defaultEffect: allow
        rules:
          - id: long-mail
            match: { tools: ["send_email"] }
            when: args.body.size() > %d
            effect: deny
        """
            .formatted(length));
  }

  private static Process worker(FakeCoordinator coordinator, Path folder) throws IOException {
    var builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx256m",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            Application.class.getName());
    builder.environment().put("HINDCAST_WORKER_GATEWAYS", "127.0.0.1:" + coordinator.port());
    builder.environment().put("HINDCAST_WORKER_SLOTS", "1");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("worker.log").toFile())
        .start();
  }

  /** The server has waited for the worker for two seconds, with rows left to send. */
  private static boolean standsStill(TestBranch branch) {
    return branch
            .jdbc()
            .first(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE application_name = 'hindcast-replay-worker' AND datname = current_database()
                  AND wait_event_type = 'Client' AND query LIKE '%FROM action%' AND state_change < now() - interval '2 seconds'""",
                Binder.NONE, row -> row.getLong(1))
            .orElseThrow()
        > 0;
  }
}
