package dev.hindcast.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.cli.CommandRun;
import dev.hindcast.cli.local.LocalCluster;
import dev.hindcast.cli.local.LocalOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What was done is in the log, and whoever meddles with the log is found out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditIT {
  @TempDir static Path folder;
  private LocalCluster cluster;
  private CommandRun export;
  private List<String> lines;

  @BeforeAll
  void doSomething() throws IOException {
    cluster = LocalCluster.start(LocalOptions.throwAway());
    var bundle = Files.createDirectories(folder.resolve("bundle"));
    Files.writeString(
        bundle.resolve("bundle.yaml"),
        """
        apiVersion: hindcast/v1
        name: guard
        engine: cel
        defaultEffect: allow
        rules:
          - id: no-refund
            when: action.tool == 'refund'
            effect: deny
        """);
    assertThat(run("bundle", "publish", bundle.toString()).exit()).isZero();
    assertThat(run("branch", "create").exit()).isZero();
    export = run("audit", "export");
    lines = export.out().lines().toList();
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private CommandRun run(String... command) {
    var all = new ArrayList<>(List.of(command));
    all.addAll(
        List.of(
            "--server", cluster.gateway(),
            "--registry", cluster.registry(),
            "--branches", cluster.branches()));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private CommandRun verify(List<String> export, String... more) throws IOException {
    var file = Files.write(folder.resolve("export.jsonl"), export);
    var all = new ArrayList<>(List.of("audit", "verify", file.toString()));
    all.addAll(List.of(more));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private String head(String service) {
    return export.err().lines().filter(line -> line.startsWith(service)).findFirst().orElseThrow();
  }

  @Test
  void everyChangeIsThereAsAnAttemptAndAnOutcome() throws IOException {
    assertThat(export.exit()).isZero();
    assertThat(lines.stream().filter(line -> line.contains("PublishVersion")))
        .hasSize(2)
        .first()
        .satisfies(
            line ->
                assertThat(line).contains("KIND_ATTEMPT").contains("sha256:").contains("bytes)"));
    assertThat(lines.stream().filter(line -> line.contains("PublishVersion")).toList().getLast())
        .contains("KIND_OUTCOME", "bundles/guard/versions/1", "\"code\":\"OK\"");
    assertThat(lines.stream().filter(line -> line.contains("CreateBranch"))).hasSize(2);
    assertThat(lines).noneMatch(line -> line.contains("GetBranch"));
    assertThat(run("audit", "verify").exit()).isZero();
    var whole = verify(lines, "--head", head("policy-registry"));
    assertThat(whole.exit()).as(whole.out()).isZero();
    assertThat(whole.out()).contains("policy-registry: 2 entries").doesNotContain("BROKEN");
  }

  @Test
  void aChangedWordATakenOutAndAMovedLineAreFound() throws IOException {
    var changed = new ArrayList<>(lines);
    changed.replaceAll(
        line -> line.replace("bundles/guard/versions/1", "bundles/guard/versions/2"));
    assertThat(verify(changed).exit()).isEqualTo(1);
    assertThat(verify(changed).out()).contains("BROKEN policy-registry: entry 2 is not as it was");

    var first = lines.stream().filter(line -> line.contains("PublishVersion")).findFirst();
    var without = new ArrayList<>(lines);
    without.remove(first.orElseThrow());
    assertThat(verify(without).out()).contains("BROKEN policy-registry: entry 2 follows entry 0");

    var moved = new ArrayList<>(lines);
    java.util.Collections.reverse(moved);
    assertThat(verify(moved).exit()).isEqualTo(1);
  }

  @Test
  void aCutShowsAgainstAHeadThatWasKept() throws IOException {
    var cut = new ArrayList<>(lines);
    cut.removeIf(line -> line.contains("PublishVersion") && line.contains("KIND_OUTCOME"));
    assertThat(verify(cut).exit()).as("nothing else shows it").isZero();
    assertThat(verify(cut).out()).contains("1 attempts without an outcome");
    var found = verify(cut, "--head", head("policy-registry"));
    assertThat(found.exit()).isEqualTo(1);
    assertThat(found.out()).contains("BROKEN policy-registry: entry 2 is not there");
  }

  @Test
  void behindTheGatewayItsOwnLogIsThereOnceAndItIsSaidWhoseAreNot() throws IOException {
    assertThat(CommandRun.of("branch", "create", "--server", cluster.gateway()).exit()).isZero();
    var alone = CommandRun.of("audit", "export", "--server", cluster.gateway());
    assertThat(alone.out().lines()).isNotEmpty().allMatch(line -> line.contains("\"gateway\""));
    assertThat(alone.err())
        .contains("# not here: the logs of policy-registry and branch-service")
        .contains("--registry");
    assertThat(export.err()).doesNotContain("not here");
    var checked = verify(alone.out().lines().toList());
    assertThat(checked.exit()).as(checked.out()).isZero();
    assertThat(CommandRun.of("audit", "verify", "--server", cluster.gateway()).exit()).isZero();
  }

  @Test
  void aLogOfAnotherServiceIsNoLogOfThisOne() throws IOException {
    var renamed =
        lines.stream()
            .filter(line -> line.contains("PublishVersion"))
            .map(line -> line.replace("\"policy-registry\"", "\"gateway\""))
            .toList();
    assertThat(verify(renamed).exit()).isEqualTo(1);
  }
}
