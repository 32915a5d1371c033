package dev.hindcast.tracestore.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hindcast.tracestore.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Published runs of real agents, where their folder lies beside the project's; else skipped. */
class PublishedRunsIT {
  private static final Path TRACES = Path.of("../../shared/data/traces");

  @Test
  void everyLineOfThePublishedRunsIsLoaded() {
    assumeTrue(Files.isDirectory(TRACES), "skipped: no published runs in ../shared/data/traces");
    var store = Stores.empty();
    var summary =
        RunImport.run(
            store,
            List.of(TRACES.resolve("tau.jsonl.gz"), TRACES.resolve("agentdyn-sample.jsonl.gz")),
            List.of(
                TRACES.resolve("tau.sessions.jsonl.gz"),
                TRACES.resolve("agentdyn-sample.sessions.jsonl.gz")),
            RunImport.FIRST_TIME,
            RunImport.Progress.NONE);
    assertThat(summary.firstMalformed()).isEmpty();
    assertThat(summary.actions()).isEqualTo(5_582 + 58_505);
    assertThat(
            Stores.texts(
                store,
                "SELECT outcome || ' ' || count(*) FROM hindcast.workflow_outcome GROUP BY outcome ORDER BY outcome"))
        .containsExactly("failure 8476", "incident 455", "success 3271", "unknown 8");
  }
}
