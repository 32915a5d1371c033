package dev.hindcast.cli.traces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.cli.CommandRun;
import dev.hindcast.testkit.TestPostgres;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** {@code hindcast store map} and the login of receivers, as a person calls them. */
class MapIT {
  @Test
  void itSaysWhatIsMissingAndEndsAccordingly() throws SQLException {
    var store = TestPostgres.traceStore();
    // The password goes into the URL here: a test cannot set the variable.
    var url =
        store.url() + (store.url().contains("?") ? "&" : "?") + "password=" + store.password();
    try (var connection = DriverManager.getConnection(store.url(), store.user(), store.password());
        var statement = connection.createStatement()) {
      statement.execute("CREATE VIEW hindcast.mapped_action AS SELECT 1 AS step");
      statement.execute("CREATE VIEW public.good AS SELECT * FROM hindcast.action");
      statement.execute("CREATE ROLE map_it_receiver");
    }
    var bad = run(url, store.user(), "map");
    assertThat(bad.exit()).as(bad.toString()).isEqualTo(1);
    assertThat(bad.out())
        .contains(
            "error: result is missing, jsonb\n  write: NULL::jsonb AS result (not recorded)\n")
        .endsWith("hindcast.mapped_action does not fit, 0 rows looked at\n");

    var good = run(url, store.user(), "map", "public.good", "-o", "json");
    assertThat(good.exit()).as(good.toString()).isZero();
    assertThat(good.out()).contains("\"fits\":true").contains("\"view\":\"public.good\"");

    assertThat(run(url, store.user(), "map", "public.nowhere").exit()).isEqualTo(2);
    assertThat(run(url, store.user(), "map", "a; DROP TABLE b").err()).contains("no plain name");

    var granted = run(url, store.user(), "migrate", "--ingest-login", "map_it_receiver");
    assertThat(granted.exit()).as(granted.toString()).isZero();
    assertThat(granted.out()).contains("map_it_receiver may append to it");
  }

  private static CommandRun run(String url, String user, String command, String... more) {
    var all = new java.util.ArrayList<>(java.util.List.of("store", command));
    all.addAll(java.util.List.of(more));
    all.addAll(java.util.List.of("--database", url, "--database-user", user));
    return CommandRun.of(all.toArray(String[]::new));
  }
}
