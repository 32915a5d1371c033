package dev.hindcast.cli.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;

import com.google.protobuf.util.JsonFormat;
import dev.hindcast.cli.CommandRun;
import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.Clients;
import dev.hindcast.cli.connect.ClusterAddress;
import dev.hindcast.cli.local.LocalCluster;
import dev.hindcast.cli.local.LocalOptions;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.proto.branch.v1.ListBranchesResponse;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.ListChangesResponse;
import dev.hindcast.proto.replay.v1.ListPromotionsResponse;
import dev.hindcast.proto.replay.v1.ListReplaysRequest;
import dev.hindcast.proto.replay.v1.Promotion;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.testkit.Await;
import dev.hindcast.tracestore.load.RunImport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands over a real cluster: what a policy author types, from the first to the last. */
class OneShotIT {
  private static final int CALLS = 30;
  @TempDir private Path folder;

  @Test
  void oneLineBringsUpAClusterTestsAndTakesItDown() throws IOException {
    var run =
        CommandRun.of(
            "test",
            "--candidate",
            bundle(20).toString(),
            "--calls",
            calls().toString(),
            "--output",
            "json",
            "--fail-on",
            "newly-denied");
    assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.CHANGES);
    var diff = Diff.newBuilder();
    JsonFormat.parser().merge(run.out(), diff);
    assertThat(diff.getCoverage().getActionCount()).isEqualTo(CALLS);
    assertThat(diff.getChangedCount()).isEqualTo(CALLS - 21);
    assertThat(diff.getWorkflows().getSuccessCount()).isEqualTo(CALLS - 21);
    assertThat(run.err()).contains("times were assigned", "fails on: newly-denied");
  }

  @Test
  void everyCommandWorksOnARunningCluster() throws IOException {
    try (var cluster = LocalCluster.start(LocalOptions.throwAway())) {
      var server =
          List.of(
              "--server",
              cluster.gateway(),
              "--registry",
              cluster.registry(),
              "--branches",
              cluster.branches());
      RunImport.run(
          cluster.store(),
          List.of(calls()),
          List.of(),
          RunImport.FIRST_TIME,
          RunImport.Progress.NONE);

      var nothingActive = run(server, "test", "--candidate", bundle(20).toString());
      assertThat(nothingActive.exit()).isEqualTo(ExitCode.ERROR);
      assertThat(nothingActive.err())
          .contains("fix: say what to compare with: --baseline allow-all");
      assertThat(clean(server, "branch", "list").out()).contains("no branch");
      var elsewhere = run(server, "test", "--candidate", bundle(20).toString(), "--store", "other");
      assertThat(elsewhere.exit()).isEqualTo(ExitCode.ERROR);
      assertThat(elsewhere.err()).contains("stores/other", "[RESOURCE_NOT_FOUND]");

      clean(server, "bundle", "publish", bundle(20).toString(), "--activate");
      assertThat(clean(server, "bundle", "channel", "limit").out())
          .contains("production of limit is limit/1", "stores/default: ");
      var plan = clean(server, "test", "--candidate", bundle(10).toString(), "--explain").out();
      assertThat(plan)
          .contains("Delta replay: about 10 of 30 actions are judged")
          .contains("limit (other conditions) is pushed down as", "$1 and $2 are its bounds");
      assertThat(
              clean(server, "test", "--candidate", bundle(10).toString(), "--mode", "full").out())
          .contains("Coverage: 30 of 30 actions judged");
      var tested =
          run(
              server,
              "test",
              "--candidate",
              bundle(10).toString(),
              "--publish",
              "--fail-on",
              "newly-allowed");
      assertThat(tested.exit()).as(tested.err()).isZero();
      assertThat(tested.out())
          .contains("limit/2 against limit/1", "10 of 30 actions would be decided differently")
          .contains(
              "30 of 30 actions covered (100%): 10 judged, 20 that no changed rule can touch");

      assertThat(clean(server, "bundle", "list").out()).contains("limit/2", "limit/1");
      assertThat(clean(server, "bundle", "diff", "limit/1", "limit").out())
          .contains("rule limit (when)");
      assertThat(clean(server, "diff").out()).contains("10 newly denied");
      var changes = ListChangesResponse.newBuilder();
      JsonFormat.parser()
          .merge(clean(server, "changes", "--kind", "newly-denied", "-o", "json").out(), changes);
      assertThat(changes.getChangesCount()).isEqualTo(10);
      assertThat(clean(server, "changes", "--limit", "3").out()).contains("and more");
      var explained = clean(server, "explain", changes.getChanges(0).getName());
      assertThat(explained.out()).contains("args.n = 11", "Candidate: deny by rule limit");

      var replay = changes.getChanges(0).getName().replaceFirst("/changes/.*", "");
      var refused = run(server, "promote", replay, "--gate", "diff.broken_workflows == 0");
      assertThat(refused.exit()).isEqualTo(ExitCode.ERROR);
      assertThat(refused.err()).contains("[GATE_FAILED]", "diff.broken_workflows == 0");
      assertThat(refused.err()).contains("on record as " + replay + "/promotions/1");
      assertThat(run(server, "promote", replay, "--max-fork-age", "PT0.001S").err())
          .contains("[FORK_TOO_OLD]", "fix: test the candidate again");
      var dry = clean(server, "promote", replay, "--dry-run", "--max-fork-age", "1h");
      assertThat(dry.out()).contains("limit/1 -> limit/2, validated", "dry run: nothing moved");
      var id = "0f8fad5b-d9cb-469f-a165-70867728950e";
      var promoted = clean(server, "promote", replay, "--request-id", id, "--max-fork-age", "1h");
      assertThat(promoted.out()).contains("limit/1 -> limit/2, done", "the fork is discarded");
      assertThat(clean(server, "promote", replay, "--request-id", id, "--max-fork-age", "1h").out())
          .isEqualTo(promoted.out());
      assertThat(clean(server, "promotions").out().lines())
          .hasSize(3)
          .satisfies(
              line -> assertThat(line).contains(replay + "/promotions/2", "done", "0/0"),
              atIndex(1))
          .satisfies(
              line -> assertThat(line).contains("promotions/1", "gates failed", "0/1"), atIndex(2));
      var promotions = ListPromotionsResponse.newBuilder();
      JsonFormat.parser()
          .merge(clean(server, "promotions", replay, "-o", "json").out(), promotions);
      assertThat(promotions.getPromotionsList())
          .extracting(Promotion::getRequestId)
          .containsExactly(id, "");
      assertThat(clean(server, "promotions", "--limit", "1").out()).contains("and more");
      assertThat(clean(server, "branch", "list").out()).contains("no branch");

      clean(server, "branch", "create", "mine", "--ttl", "10m");
      clean(server, "branch", "extend", "mine", "--ttl", "20m");
      var branches = ListBranchesResponse.newBuilder();
      JsonFormat.parser().merge(clean(server, "branch", "list", "-o", "json").out(), branches);
      assertThat(branches.getBranchesList())
          .singleElement()
          .satisfies(b -> assertThat(b.getName()).endsWith("/mine"));
      assertThat(clean(server, "branch", "get", "mine").out())
          .contains("holds itself", "hindcast.action: append only");
      assertThat(clean(server, "branch", "reset", "mine").out()).contains("ready");
      assertThat(clean(server, "branch", "delete", "mine").out()).contains("deleted (requested)");
      assertThat(clean(server, "branch", "list", "--state", "deleted", "--older-than", "1d").out())
          .contains("no branch");
      assertThat(clean(server, "branch", "list", "--state", "deleted,failed").out())
          .contains("/mine", "deleted (requested)");
      assertThat(clean(server, "branch", "get", "mine").out()).contains("discarded");
      var past = run(server, "branch", "create", "past", "--at-lsn", "0/1A2B");
      assertThat(past.exit()).isEqualTo(ExitCode.ERROR);
      assertThat(past.err()).contains("[NOT_SUPPORTED]", "offers: now");
      assertThat(clean(server, "branch", "watch", "--after", "0", "--count", "2").out())
          .contains("created", "ready");
      follows(server, cluster);
    }
  }

  /** What arrives while a test follows is told line by line, apart from history. */
  private void follows(List<String> server, LocalCluster cluster) throws IOException {
    try (var clients = Clients.connect(ClusterAddress.of(cluster));
        var writer = Executors.newVirtualThreadPerTaskExecutor()) {
      var written = writer.submit(() -> arrive(clients, cluster.store()));
      var run =
          clean(
              server,
              "test",
              "--candidate",
              bundle(20).toString(),
              "--follow",
              "--for",
              "4s",
              "-o",
              "json");
      assertThat(written).succeedsWithin(Duration.ZERO);
      assertThat(run.out().lines())
          .anyMatch(line -> line.startsWith("{\"history\":"))
          .anyMatch(line -> line.startsWith("{\"change\":") && line.contains("arrived"))
          .anyMatch(
              line -> line.startsWith("{\"live\":") && line.contains("\"changedCount\":\"1\""));
    }
    assertThat(clean(server, "stop").out()).contains("stops: 1 action, 1 changed");
    assertThat(clean(server, "diff", "--live").out()).contains("Live: 1 action arrived");
    assertThat(clean(server, "changes", "--live").out()).contains("arrived");
  }

  private static boolean arrive(Clients clients, DatabaseSettings store) throws SQLException {
    Await.until(
        "something follows",
        Duration.ofSeconds(60),
        () ->
            clients
                .replays()
                .listReplays(ListReplaysRequest.getDefaultInstance())
                .getReplaysList()
                .stream()
                .anyMatch(Replay::getFollowing));
    try (var connection = DriverManager.getConnection(store.url(), store.user(), store.password());
        var insert = connection.createStatement()) {
      return insert.execute(
          """
          INSERT INTO hindcast.action (workflow_id, step, occurred_at, tool, arguments)
          VALUES ('arrived', 0, now(), 'pay', '{"n": 15}')""");
    }
  }

  private static CommandRun clean(List<String> server, String... args) {
    var run = run(server, args);
    assertThat(run.exit()).as(String.join(" ", args) + "\n" + run.err()).isZero();
    return run;
  }

  private static CommandRun run(List<String> server, String... args) {
    var all = new ArrayList<>(List.of(args));
    all.addAll(server);
    return CommandRun.of(all.toArray(String[]::new));
  }

  private Path bundle(int limit) throws IOException {
    var bundle = Files.createDirectories(folder.resolve("limit-" + limit));
    Files.writeString(
        bundle.resolve("bundle.yaml"),
        """
        apiVersion: hindcast/v1
        name: limit
        engine: cel
        defaultEffect: allow
        rules:
          - id: limit
            when: args.n > %d
            effect: deny
            reason: too_large
        """
            .formatted(limit));
    return bundle;
  }

  /** Call n has the argument n; each is a workflow of its own that succeeded. */
  private Path calls() throws IOException {
    var lines = new ArrayList<String>();
    for (int n = 0; n < CALLS; n++) {
      lines.add(
          """
          {"session_id":"w%d","step":0,"agent":"a","model":"m","tool":"pay","args":{"n":%d},"outcome":{"utility":true}}"""
              .formatted(n, n));
    }
    return Files.write(folder.resolve("calls.jsonl"), lines);
  }
}
