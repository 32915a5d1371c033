package dev.hindcast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.proto.replay.v1.GateVerdict;
import dev.hindcast.proto.replay.v1.PromoteRequest;
import dev.hindcast.proto.replay.v1.Promotion;
import dev.hindcast.testkit.Await;
import java.time.Duration;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** Promotions of a gateway from before they had numbers. */
class PromotionMigrationIT {

  @Test
  void whatIsOnRecordStaysAndWhatIsPendingIsFinished() {
    try (var hindcast = new Hindcast()) {
      var database = hindcast.database;
      var _ =
          Flyway.configure(getClass().getClassLoader())
              .dataSource(database.url(), database.user(), database.password())
              .schemas("gateway")
              .defaultSchema("gateway")
              .locations("classpath:db/gateway")
              .target("1")
              .load()
              .migrate();
      hindcast.registry.versions.put(TestStore.V2, TestStore.limit(300));
      hindcast.registry.channels.put("bundles/guard/channels/production", TestStore.V1);
      replay(hindcast, "pending");
      replay(hindcast, "done");
      promotion(hindcast, "pending", "PENDING", "{}", "2026-01-02");
      promotion(hindcast, "done", "DONE", "{diff.changed > 0,diff.coverage > 0.5}", "2026-01-01");

      var gateway = hindcast.gateway();
      Await.until(
          "the pending promotion is resumed",
          Duration.ofSeconds(20),
          () -> !gateway.get("replays/pending").getPromotion().isEmpty());
      assertThat(hindcast.registry.moves).hasValue(1);
      assertThat(gateway.promotions("replays/-"))
          .extracting(Promotion::getName, Promotion::getState)
          .containsExactly(
              tuple("replays/pending/promotions/1", Promotion.State.STATE_DONE),
              tuple("replays/done/promotions/1", Promotion.State.STATE_DONE));
      assertThat(gateway.promotions("replays/done").getFirst().getGatesList())
          .extracting(GateVerdict::getGate, GateVerdict::getPassed)
          .containsExactly(tuple("diff.changed > 0", true), tuple("diff.coverage > 0.5", true));
      // Numbers and the order of lists go on from there.
      var next =
          gateway
              .replays()
              .promote(
                  PromoteRequest.newBuilder()
                      .setReplay("replays/done")
                      .setRequestId(UUID.randomUUID().toString())
                      .build());
      assertThat(next.getName()).isEqualTo("replays/done/promotions/2");
      assertThat(gateway.promotions("replays/-").getFirst()).isEqualTo(next);
    }
  }

  private static void replay(Hindcast hindcast, String name) {
    run(
        hindcast,
        """
        INSERT INTO gateway.replay (name, request_digest, state, branch, bundle, baseline_bundle, baseline_version, baseline_digest,
          allow_all, candidate_version, candidate_digest, active_version, baseline_rules, candidate_rules, fork_lsn, fork_snapshot,
          fork_time, fork_system, fork_precision, fork_micros, shards, estimated_actions, creator, end_time, diff_digest)
        VALUES ('%s', '', 'SUCCEEDED', 'stores/main/branches/gone', 'guard', 'guard', '%s', 'b', false, '%s', '%s', '%2$s', '{}', '{}',
          '0/1', '1:1:', now(), '1', 'PRECISION_UNSPECIFIED', 1, 1, 1, '', now(), 'd')"""
            .formatted(name, TestStore.V1, TestStore.V2, TestStore.limit(300).digest()));
  }

  private static void promotion(
      Hindcast hindcast, String replay, String state, String gates, String time) {
    run(
        hindcast,
        """
        INSERT INTO gateway.promotion (replay_id, state, channel, from_version, to_version, promoter, create_time, end_time, gates,
          keep_branch, moved)
        SELECT replay_id, '%2$s', 'bundles/guard/channels/production', '%3$s', '%4$s', 'ann', '%6$s',
          CASE WHEN '%2$s' = 'DONE' THEN now() END, '%5$s', false, '%2$s' = 'DONE'
        FROM gateway.replay WHERE name = '%1$s'"""
            .formatted(replay, state, TestStore.V1, TestStore.V2, gates, time));
  }

  private static void run(Hindcast hindcast, String sql) {
    assertThat(hindcast.control.update(sql, Binder.NONE)).isOne();
  }
}
