package dev.hindcast.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.proto.branch.v1.RecordActivationRequest;
import dev.hindcast.proto.policy.v1.Channel;
import dev.hindcast.proto.policy.v1.StoreActivation;
import dev.hindcast.proto.policy.v1.StoreActivation.State;
import dev.hindcast.testkit.Await;
import dev.hindcast.testkit.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Moves of production reach the trace stores through a branch-service on a real port. */
class ActivationIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void aMoveIsRecordedBeforeTheCallReturns() {
    var database = TestPostgres.emptyDatabase();
    try (var branches = FakeBranchService.start(FakeBranchService.freePort());
        var registry = Registry.start(database, settings(branches.port, "eu,us", "1h"))) {
      registry.publishVersions("guard", 2);

      var channel = registry.move("guard", "production", 1, 0);

      assertThat(branches.calls)
          .extracting(RecordActivationRequest::getName)
          .containsExactlyInAnyOrder("stores/eu", "stores/us");
      assertThat(branches.calls)
          .allSatisfy(
              call -> {
                assertThat(call.getVersion()).isEqualTo("bundles/guard/versions/1");
                assertThat(call.getMoveId()).isEqualTo(channel.getEtag());
                assertThat(call.getArchive()).isEqualTo(Bundles.archive("guard", 1));
                assertThat(call.getActivateTime()).isEqualTo(channel.getUpdateTime());
              });
      assertThat(undelivered(database)).isZero();
      assertThat(channel.getActivationsList())
          .containsExactly(
              activation("eu", State.STATE_ACTIVE, ""), activation("us", State.STATE_ACTIVE, ""));
      // Neither a move that changes nothing nor one of another channel is recorded.
      assertThat(registry.move("guard", "production", 1, 1)).isEqualTo(channel);
      assertThat(registry.move("guard", "shadow", 2, 0).getHistoryCount()).isEqualTo(1);
      assertThat(branches.calls).hasSize(2);
    }
  }

  @Test
  void movesWaitInOrderForABranchServiceThatIsDown() {
    var database = TestPostgres.emptyDatabase();
    var port = FakeBranchService.freePort();
    try (var registry = Registry.start(database, settings(port, "eu", "100ms"))) {
      registry.publishVersions("guard", 3);
      registry.publishVersions("other", 1);
      var expected = new ArrayList<String>();
      for (var to = 1; to <= 3; to++) {
        expected.add(registry.move("guard", "production", to, to - 1).getVersion());
      }
      expected.add(registry.move("guard", "production", 1, 3).getVersion());
      assertThat(registry.move("other", "production", 1, 0).getHistoryCount()).isEqualTo(1);
      assertThat(undelivered(database)).isEqualTo(5);

      try (var branches = FakeBranchService.start(port)) {
        Await.until("everything is delivered", PATIENCE, () -> undelivered(database) == 0);

        assertThat(branches.versions("eu"))
            .filteredOn(version -> version.startsWith("bundles/guard/"))
            .containsExactlyElementsOf(expected);
        assertThat(branches.versions("eu")).hasSize(5);
      }
    }
  }

  @Test
  void oneStoreThatIsDownHoldsUpNoOther() {
    var database = TestPostgres.emptyDatabase();
    try (var branches = FakeBranchService.start(FakeBranchService.freePort());
        var registry = Registry.start(database, settings(branches.port, "eu,us", "100ms"))) {
      registry.publishVersions("guard", 2);
      branches.down.add("stores/eu");

      var first = registry.move("guard", "production", 1, 0).getVersion();
      var second = registry.move("guard", "production", 2, 1).getVersion();

      assertThat(branches.versions("us")).containsExactly(first, second);
      assertThat(branches.versions("eu")).isEmpty();
      var before = branches.refused.get();
      Await.until("the background tries again", PATIENCE, () -> branches.refused.get() > before);
      branches.down.clear();
      Await.until("the store caught up", PATIENCE, () -> undelivered(database) == 0);
      assertThat(branches.versions("eu")).containsExactly(first, second);
      assertThat(branches.versions("us")).containsExactly(first, second);
    }
  }

  @Test
  void aStoreThatHangsHoldsUpNoOtherStoreAndNoConnection() {
    var database = TestPostgres.emptyDatabase();
    var settings = new HashMap<>(settings(0, "eu,us", "1h"));
    try (var branches = FakeBranchService.start(FakeBranchService.freePort())) {
      settings.put("hindcast.registry.branch-service", "127.0.0.1:" + branches.port);
      settings.put("hindcast.registry.database.pool-size", "2");
      try (var registry = Registry.start(database, settings)) {
        for (var i = 0; i < 10; i++) {
          registry.publishVersions("guard-" + i, 1);
        }
        branches.hanging.add("stores/eu");

        var next = new AtomicInteger();
        var moved =
            Registry.race(
                10,
                () ->
                    registry
                        .move("guard-" + next.getAndIncrement(), "production", 1, 0)
                        .getActivationsList());

        assertThat(branches.mostWaiting.get()).isGreaterThan(2);
        assertThat(branches.versions("us")).hasSize(10);
        assertThat(moved)
            .allSatisfy(
                activations ->
                    assertThat(activations)
                        .extracting(StoreActivation::getState)
                        .containsExactly(State.STATE_PENDING, State.STATE_ACTIVE));
      }
    }
  }

  @Test
  void aStoreIsLeftAloneAtItsFirstSilence() {
    var database = TestPostgres.emptyDatabase();
    var port = FakeBranchService.freePort();
    try (var registry = Registry.start(database, settings(port, "eu,us", "1h"))) {
      for (var i = 0; i < 5; i++) {
        registry.publishVersions("guard-" + i, 1);
        assertThat(registry.move("guard-" + i, "production", 1, 0).getHistoryCount()).isOne();
      }
    }
    try (var branches = FakeBranchService.start(port)) {
      branches.down.add("stores/eu");
      // Its end waits for what it has begun.
      try (var _ = Registry.start(database, settings(port, "eu,us", "1h"))) {
        Await.until("the other one is served", PATIENCE, () -> branches.versions("us").size() == 5);
      }
      assertThat(branches.refused.get()).isEqualTo(1);

      branches.down.clear();
      branches.hanging.add("stores/eu");
      try (var _ = Registry.start(database, settings(port, "eu,us", "1h"))) {
        Await.until("it is asked", PATIENCE, () -> branches.mostWaiting.get() > 0);
      }
      assertThat(branches.asked.get()).isEqualTo(1);
      assertThat(undelivered(database)).isEqualTo(5);
    }
  }

  @Test
  void aRefusalIsShownAndTheNextMoveIsToldAllTheSame() {
    var database = TestPostgres.emptyDatabase();
    try (var branches = FakeBranchService.start(FakeBranchService.freePort());
        var registry = Registry.start(database, settings(branches.port, "eu,us", "100ms"))) {
      registry.publishVersions("guard", 2);
      branches.refusing.put("stores/eu", new Failure.ResourceNotFound("stores/eu"));

      var first = registry.move("guard", "production", 1, 0);

      var reason = "RESOURCE_NOT_FOUND: stores/eu does not exist";
      assertThat(first.getActivationsList())
          .containsExactly(
              activation("eu", State.STATE_REFUSED, reason),
              activation("us", State.STATE_ACTIVE, ""));
      assertThat(branches.refused.get()).isEqualTo(1);
      assertThat(registry.channel(first.getName())).isEqualTo(first);

      branches.refusing.clear();
      var second = registry.move("guard", "production", 2, 1);
      assertThat(second.getActivationsList())
          .extracting(StoreActivation::getState)
          .containsOnly(State.STATE_ACTIVE);
      assertThat(branches.versions("eu")).containsExactly(second.getVersion());
    }
  }

  @Test
  void aRefusalIsTriedAgainWhenItsPauseIsOver() {
    var database = TestPostgres.emptyDatabase();
    try (var branches = FakeBranchService.start(FakeBranchService.freePort());
        var registry = Registry.start(database, settings(branches.port, "eu", "100ms"))) {
      registry.publishVersions("guard", 1);
      branches.refusing.put("stores/eu", new Failure.ResourceNotFound("stores/eu"));
      assertThat(registry.move("guard", "production", 1, 0).getActivations(0).getState())
          .isEqualTo(State.STATE_REFUSED);
      branches.refusing.clear();

      registry.clock().tick(Duration.ofMinutes(10));
      Await.until("it is delivered", PATIENCE, () -> undelivered(database) == 0);
      assertThat(branches.refused.get()).isEqualTo(1);
    }
  }

  @Test
  void aStoreThatIsAddedLearnsWhatProductionRuns() {
    var database = TestPostgres.emptyDatabase();
    try (var branches = FakeBranchService.start(FakeBranchService.freePort())) {
      Channel channel;
      try (var registry = Registry.start(database, settings(branches.port, "eu", "1h"))) {
        registry.publishVersions("guard", 2);
        assertThat(registry.move("guard", "production", 1, 0).getHistoryCount()).isEqualTo(1);
        channel = registry.move("guard", "production", 2, 1);
      }
      try (var registry = Registry.start(database, settings(branches.port, "eu,us", "1h"))) {
        Await.until("it is told", PATIENCE, () -> !branches.versions("us").isEmpty());
        Await.until("that is on record", PATIENCE, () -> undelivered(database) == 0);
        assertThat(branches.calls.getLast().getMoveId()).isEqualTo(channel.getEtag());
        assertThat(branches.calls.getLast().getActivateTime()).isEqualTo(channel.getUpdateTime());
        assertThat(branches.versions("us")).containsExactly("bundles/guard/versions/2");
        assertThat(branches.versions("eu")).hasSize(2);
        assertThat(registry.channel(channel.getName()).getActivationsList())
            .extracting(StoreActivation::getState)
            .containsExactly(State.STATE_ACTIVE, State.STATE_ACTIVE);
      }
    }
  }

  @Test
  void aMoveThatIsMadeNeverFailsBecauseOfItsDelivery() {
    var database = TestPostgres.emptyDatabase();
    try (var branches = FakeBranchService.start(FakeBranchService.freePort());
        var registry = Registry.start(database, settings(branches.port, "eu", "100ms"))) {
      registry.publishVersions("guard", 1);
      execute(database, "ALTER VIEW policy_registry.activation_head RENAME TO gone");

      var channel = registry.move("guard", "production", 1, 0);

      assertThat(channel.getActivationsList())
          .containsExactly(activation("eu", State.STATE_PENDING, ""));
      execute(database, "ALTER VIEW policy_registry.gone RENAME TO activation_head");
      Await.until("it is delivered", PATIENCE, () -> undelivered(database) == 0);
      assertThat(branches.versions("eu")).containsExactly(channel.getVersion());
    }
  }

  @Test
  void whatAKilledReplicaLeftIsDeliveredByTheNext() {
    var database = TestPostgres.emptyDatabase();
    var port = FakeBranchService.freePort();
    try (var registry = Registry.start(database, settings(port, "eu", "1h"))) {
      registry.publishVersions("guard", 1);
      assertThat(registry.move("guard", "production", 1, 0).getHistoryCount()).isEqualTo(1);
    }
    assertThat(undelivered(database)).isEqualTo(1);

    try (var branches = FakeBranchService.start(port);
        var _ = Registry.start(database, settings(port, "eu", "1h"))) {
      Await.until("it is delivered", PATIENCE, () -> undelivered(database) == 0);
      assertThat(branches.versions("eu")).containsExactly("bundles/guard/versions/1");
    }
  }

  @Test
  void replicasShareTheWorkWithoutDoingItTwice() {
    var database = TestPostgres.emptyDatabase();
    var port = FakeBranchService.freePort();
    try (var one = Registry.start(database, settings(port, "eu,us", "100ms"));
        var two = Registry.start(database, settings(port, "eu,us", "100ms"))) {
      one.publishVersions("guard", 8);
      for (var to = 1; to <= 8; to++) {
        var replica = to % 2 == 0 ? one : two;
        assertThat(replica.move("guard", "production", to, to - 1).getHistoryCount()).isEqualTo(to);
      }

      try (var branches = FakeBranchService.start(port)) {
        Await.until("everything is delivered", PATIENCE, () -> undelivered(database) == 0);

        var expected =
            IntStream.rangeClosed(1, 8).mapToObj(n -> "bundles/guard/versions/" + n).toList();
        for (var store : List.of("eu", "us")) {
          assertThat(branches.versions(store)).containsExactlyElementsOf(expected);
        }
      }
    }
  }

  @Test
  void withoutStoresNothingIsWritten() {
    var database = TestPostgres.emptyDatabase();
    try (var registry = Registry.start(database, Map.of())) {
      registry.publishVersions("guard", 1);
      assertThat(registry.move("guard", "production", 1, 0).getHistoryCount()).isEqualTo(1);
      assertThat(count(database, "SELECT count(*) FROM policy_registry.activation")).isZero();
    }
  }

  private static StoreActivation activation(String store, State state, String reason) {
    return StoreActivation.newBuilder()
        .setStore("stores/" + store)
        .setState(state)
        .setReason(reason)
        .build();
  }

  private static Map<String, Object> settings(int port, String stores, String interval) {
    return Map.of(
        "hindcast.registry.branch-service", "127.0.0.1:" + port,
        "hindcast.registry.stores", stores,
        "hindcast.registry.delivery-interval", interval);
  }

  private static void execute(DatabaseSettings database, String sql) {
    try (HikariDataSource pool = Databases.pool(database, "test")) {
      var _ = new Jdbc(pool, "test").update(sql, Binder.NONE);
    }
  }

  private static long undelivered(DatabaseSettings database) {
    return count(
        database, "SELECT count(*) FROM policy_registry.activation WHERE delivered_at IS NULL");
  }

  private static long count(DatabaseSettings database, String sql) {
    try (HikariDataSource pool = Databases.pool(database, "test")) {
      return new Jdbc(pool, "test").first(sql, Binder.NONE, row -> row.getLong(1)).orElseThrow();
    }
  }
}
