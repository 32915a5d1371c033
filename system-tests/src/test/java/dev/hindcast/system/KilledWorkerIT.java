package dev.hindcast.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.GetReplayRequest;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.testkit.Await;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The same replay has the same digest whatever happens to the processes that run it. */
class KilledWorkerIT {
  private static final int WORKFLOWS = 30_000;

  @Test
  void oneWorkerAndOneShardOrThreeWorkersAndFortyShardsWithOneKilledAndTheGatewayToo() {
    var store = SyntheticStore.with(WORKFLOWS);
    var candidate = BundleSource.of(SyntheticStore.REFUND_LIMIT).toTarGz();
    // Three workers want more connections than a fork has here: they take turns.
    try (var cluster = Cluster.withOptions(store, Map.of("connections", "7"))) {
      var test = new PolicyTest(cluster);
      cluster.addWorkers(1);
      var quiet = test.againstAllowAll(candidate, 1);

      cluster.addWorkers(2);
      var branch = test.fork();
      test.load(branch, candidate, "");
      var replay = test.startAgainstAllowAll(branch, 40);
      awaitFirstShards(cluster, replay);
      cluster.workers().getFirst().kill();
      cluster.gateway().kill();
      cluster.gateway().start();
      cluster.awaitHealth(cluster.gateway());
      var ended = test.await(replay);

      assertThat(ended.getState())
          .as(ended + cluster.gateway().log())
          .isEqualTo(Replay.State.STATE_SUCCEEDED);
      assertThat(ended.getProgress().getShardCount()).isEqualTo(40);
      var loud = test.diff(replay);
      assertThat(loud.getDigest()).isNotEmpty().isEqualTo(quiet.getDigest());
      assertThat(loud.getChangedCount())
          .isEqualTo(quiet.getChangedCount())
          .isEqualTo(SyntheticStore.refundsOver500(WORKFLOWS));
      assertThat(loud.getCoverage().getActionCount())
          .isEqualTo((long) WORKFLOWS * SyntheticStore.STEPS);
      assertThat(nameless(loud)).isEqualTo(nameless(quiet));
      test.delete(branch);
      assertThat(
              SyntheticStore.count(
                  store, "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'hindcast_b%'"))
          .isZero();
      assertThat(
              SyntheticStore.count(
                  store, "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'hindcast_b%'"))
          .isZero();
    }
  }

  /** The impact without the name of the replay, which stands in the names of its changes. */
  private static String nameless(Diff diff) {
    return diff.getWorkflows().toString().replace(diff.getReplay(), "");
  }

  private static void awaitFirstShards(Cluster cluster, Replay replay) {
    var request = GetReplayRequest.newBuilder().setName(replay.getName()).build();
    Await.until(
        "a shard is done",
        Duration.ofSeconds(60),
        () -> cluster.replays().getReplay(request).getProgress().getDoneShardCount() > 0);
  }
}
