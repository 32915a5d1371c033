package dev.hindcast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.gateway.replay.ReplayStore;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.proto.replay.v1.ListReplaysRequest;
import dev.hindcast.proto.replay.v1.PromoteRequest;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.testkit.Errors;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is kept of replays that ended, and for how long. */
class RetentionIT {
  @Test
  void anOldReplayGoesWithAllItHasUnlessItIsEvidence() {
    try (var hindcast = new Hindcast()) {
      var gateway = hindcast.gateway();
      var old = gateway.succeed(hindcast.branch("old"));
      var promoted = gateway.succeed(hindcast.branch("promoted"));
      var _ =
          gateway
              .replays()
              .promote(PromoteRequest.newBuilder().setReplay(promoted).setKeepBranch(true).build());
      var running = gateway.start(hindcast.branch("running"), 1).getName();
      assertThat(
              hindcast.control.update(
                  "UPDATE gateway.replay SET create_time = create_time - interval '91 days', end_time = end_time - interval '91 days'",
                  Binder.NONE))
          .isEqualTo(3);
      var fresh = gateway.succeed(hindcast.branch("fresh"));

      var store = gateway.service().bean(ReplayStore.class);
      assertThat(store.deleteEnded(Duration.ofDays(90), 10)).isEqualTo(1);
      assertThat(store.deleteEnded(Duration.ofDays(90), 10)).isZero();

      assertThat(Errors.of(() -> gateway.get(old)).getReason()).isEqualTo("RESOURCE_NOT_FOUND");
      assertThat(
              gateway
                  .replays()
                  .listReplays(ListReplaysRequest.getDefaultInstance())
                  .getReplaysList())
          .extracting(Replay::getName)
          .containsExactly(fresh, running, promoted);
      assertThat(gateway.diff(promoted).getComplete()).isTrue();
      assertThat(gateway.promotions(promoted)).hasSize(1);
      for (var table : new String[] {"change", "replay_workflow", "replay_shard"}) {
        assertThat(
                hindcast.count(
                    "SELECT count(*) FROM gateway."
                        + table
                        + " t WHERE NOT EXISTS (SELECT FROM gateway.replay r WHERE r.replay_id = t.replay_id)"))
            .isZero();
      }
    }
  }
}
