package dev.hindcast.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.testkit.TestPostgres;
import dev.hindcast.tracestore.map.MappedTable;
import dev.hindcast.tracestore.map.MappingCheck;
import dev.hindcast.tracestore.map.MappingFinding;
import dev.hindcast.tracestore.prepare.Request;
import dev.hindcast.tracestore.prepare.StorePreparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A team's own tables, mapped by the views of the guide as they stand there, are replayed. */
class MappedTablesIT {
  private static final int RUNS = 40;

  @Test
  void aFlatTable() throws IOException {
    var store = TestPostgres.traceStore();
    SyntheticStore.run(
        store,
        "CREATE TABLE public.agent_log (id bigint PRIMARY KEY, run uuid, n integer, at timestamptz, agent text, tool text, payload jsonb, failure text)");
    prepare(store);
    SyntheticStore.run(
        store,
        """
        INSERT INTO public.agent_log
        SELECT r * 10 + n, md5(r::text)::uuid, n, timestamptz '2026-01-01' + make_interval(mins => r, secs => n), 'a',
          CASE WHEN n = 9 THEN 'refund' ELSE 'search' END, jsonb_build_object('amount', r * 20), NULL
        FROM generate_series(1, %d) r, generate_series(0, 9) n"""
            .formatted(RUNS));
    SyntheticStore.run(store, example("### A flat table"));
    replay(
        store,
        "INSERT INTO public.agent_log VALUES (100000, gen_random_uuid(), 0, now(), 'a', 'refund', '{\"amount\": 999}', NULL)");
  }

  @Test
  void observationsAsLangfuseKeepsThem() throws IOException {
    var store = TestPostgres.traceStore();
    SyntheticStore.run(
        store,
        """
        CREATE TABLE public.observations (id text PRIMARY KEY, trace_id text, type text, name text, start_time timestamptz, input jsonb, output jsonb,
          metadata jsonb, level text, status_message text);
        CREATE TABLE public.traces (id text PRIMARY KEY, session_id text, user_id text)""");
    prepare(store);
    SyntheticStore.run(
        store,
        """
        INSERT INTO public.traces SELECT 't' || r, CASE WHEN r %% 2 = 0 THEN 's' || r END, 'u' FROM generate_series(1, %1$d) r;
        INSERT INTO public.observations
        SELECT 'o' || r || '-' || n, 't' || r, CASE WHEN n = 8 THEN 'GENERATION' ELSE 'TOOL' END, CASE WHEN n = 10 THEN 'refund' ELSE 'search' END,
          timestamptz '2026-01-01' + make_interval(mins => r, secs => n), jsonb_build_object('amount', r * 20), '{}', '{"agent": "a"}', 'DEFAULT', NULL
        FROM generate_series(1, %1$d) r, generate_series(0, 10) n"""
            .formatted(RUNS));
    SyntheticStore.run(store, example("### Observations, as Langfuse keeps them"));
    replay(
        store,
        "INSERT INTO public.observations VALUES ('late', 't1', 'TOOL', 'refund', now(), '{\"amount\": 999}', '{}', '{}', 'DEFAULT', NULL)");
  }

  private static void replay(DatabaseSettings store, String late) {
    var report = MappingCheck.of(store, MappedTable.ACTION, "hindcast.mapped_action", 100_000);
    assertThat(report.findings())
        .as("all that is found are notes")
        .allMatch(finding -> finding.level() == MappingFinding.Level.NOTE);
    assertThat(report.rows()).isEqualTo(RUNS * 10L);
    try (var cluster = new Cluster(store)) {
      cluster.addWorkers(1);
      var test = new PolicyTest(cluster);
      var branch = test.fork();
      SyntheticStore.run(store, late);
      test.load(branch, BundleSource.of(SyntheticStore.REFUND_LIMIT).toTarGz(), "");
      var replay = test.await(test.startAgainstAllowAll(branch, 3));
      assertThat(replay.getState())
          .as(replay + cluster.gateway().log())
          .isEqualTo(Replay.State.STATE_SUCCEEDED);
      var diff = test.diff(replay);
      assertThat(diff.getCoverage().getActionCount()).isEqualTo(RUNS * 10L);
      // Refunds of 20, 40, … 800: those over 500.
      assertThat(diff.getChangedCount()).isEqualTo(RUNS - 25L);
      test.delete(branch);
    }
  }

  private static void prepare(DatabaseSettings store) {
    var unfit =
        StorePreparation.of(
            store,
            preparation -> {
              var plan =
                  preparation.preparation(new Request(List.of("public"), Optional.empty(), false));
              preparation.run(plan, step -> {});
              return plan.unfit();
            });
    assertThat(unfit).isEmpty();
  }

  /** The SQL below a heading of the guide. */
  private static String example(String heading) throws IOException {
    var text = Files.readString(Path.of("../docs/ingest.md"));
    var below = text.substring(text.indexOf(heading));
    var begin = below.indexOf("```sql\n") + "```sql\n".length();
    return below.substring(begin, below.indexOf("```", begin));
  }
}
