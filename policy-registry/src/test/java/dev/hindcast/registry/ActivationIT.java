package dev.hindcast.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.proto.branch.v1.RecordActivationRequest;
import dev.hindcast.testkit.Await;
import dev.hindcast.testkit.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
              });
      assertThat(undelivered(database)).isZero();
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

  private static Map<String, Object> settings(int port, String stores, String interval) {
    return Map.of(
        "hindcast.registry.branch-service", "127.0.0.1:" + port,
        "hindcast.registry.stores", stores,
        "hindcast.registry.delivery-interval", interval);
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
