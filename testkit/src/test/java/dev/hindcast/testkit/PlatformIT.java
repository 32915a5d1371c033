package dev.hindcast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.hindcast.embedded.EmbeddedPostgres;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.tracestore.TraceStoreSchema;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The embedded server and an empty service, for real. */
class PlatformIT {
  @Test
  void theTraceStoreIsAppendOnlyAndMigrationRepeats() {
    var database = TestPostgres.traceStore();
    TraceStoreSchema.migrate(database);
    try (HikariDataSource pool = Databases.pool(database, "test")) {
      var jdbc = new Jdbc(pool, "the test database");
      var inserted =
          jdbc.update(
              "INSERT INTO hindcast.action (workflow_id, step, occurred_at, tool) VALUES ('w', 0, now(), 'refund')",
              Binder.NONE);
      assertThat(inserted).isEqualTo(1);
      assertThat(
              jdbc.first(
                  "SELECT recorded_xid = pg_current_xact_id() FROM hindcast.action",
                  Binder.NONE,
                  row -> row.getBoolean(1)))
          .contains(false);
      assertThatThrownBy(() -> jdbc.update("UPDATE hindcast.action SET tool = 'x'", Binder.NONE))
          .hasStackTraceContaining("hindcast.action is append-only: UPDATE is refused");
      assertThatThrownBy(() -> jdbc.update("DELETE FROM hindcast.action", Binder.NONE))
          .isInstanceOf(RuntimeException.class);
      assertThatThrownBy(() -> jdbc.update("TRUNCATE hindcast.action", Binder.NONE))
          .isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void aKeptClusterSurvivesARestartAndATemporaryOneLeavesNothing() {
    var options = EmbeddedPostgres.Options.throwAway();
    var kept = new EmbeddedPostgres.Options(options.folder(), false, 0, "secret", Map.of());
    try (var first = EmbeddedPostgres.start(kept)) {
      first.createDatabase("traces");
      TraceStoreSchema.migrate(first.database("traces", 1));
    }
    var last = new EmbeddedPostgres.Options(options.folder(), true, 0, "secret", Map.of());
    try (var second = EmbeddedPostgres.start(last);
        HikariDataSource pool = Databases.pool(second.database("traces", 1), "test")) {
      assertThat(
              new Jdbc(pool, "test")
                  .query(
                      "SELECT count(*) FROM hindcast.action", Binder.NONE, row -> row.getLong(1)))
          .containsExactly(0L);
    }
    assertThat(Files.exists(options.folder())).isFalse();
  }

  @Test
  void aServiceAnswersHealthOnItsOwnPort() {
    try (var service = Services.serve("nothing", Map.of())) {
      var channel = Services.channel(service);
      try {
        var health =
            HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
        assertThat(health.getStatus()).isEqualTo(ServingStatus.SERVING);
      } finally {
        channel.shutdownNow();
      }
    }
  }
}
