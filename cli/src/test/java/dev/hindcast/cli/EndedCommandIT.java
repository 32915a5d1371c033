package dev.hindcast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.cli.local.LocalCluster;
import dev.hindcast.cli.local.LocalOptions;
import dev.hindcast.platform.grpc.Channels;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc;
import dev.hindcast.proto.branch.v1.ListBranchesRequest;
import dev.hindcast.proto.replay.v1.ListReplaysRequest;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.ReplayServiceGrpc;
import dev.hindcast.testkit.Await;
import dev.hindcast.tracestore.generate.Fleet;
import dev.hindcast.tracestore.generate.FleetWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process that is told to end, or killed: what it began is gone afterwards. */
class EndedCommandIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int KILLED = 128 + 9;
  private static final int INTERRUPTED = 128 + 2;
  private static final int ACTIONS = 200_000;

  /** So dear that a replay of it is in the middle for seconds. */
  private static final String SLOW =
      """
      apiVersion: hindcast/v1
      name: slow
      engine: cel
      defaultEffect: allow
      rules:
        - id: repeats
          when: history.filter(h, history.filter(g, g.tool == h.tool).size() > 2).size() > 1000
          effect: deny
          onError: skip
      """;

  @TempDir private Path folder;

  @Test
  void workersAndTheServerEndWithAnUpThatIsKilled() throws Exception {
    openToTheServersUser();
    var data = folder.resolve("data");
    var up =
        start(
            List.of("up", "--data", data.toString(), "--workers", "2", "--port", "0"),
            List.of("--registry-port", "0", "--branches-port", "0", "--postgres-port", "0"));
    try (var out = up.inputReader()) {
      awaitLine(out, "ready;");
      var children = up.descendants().toList();
      assertThat(children).filteredOn(EndedCommandIT::isWorker).hasSize(2);
      assertThat(children).hasSizeGreaterThan(2);
      assertThat(up.destroyForcibly().waitFor()).isEqualTo(KILLED);
      for (var child : children) {
        child.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
      var asked = CommandRun.of("branch", "list", "--data", data.toString());
      assertThat(asked.exit()).isEqualTo(ExitCode.ERROR);
      assertThat(asked.err()).contains("no cluster runs on " + data, "hindcast up --data");
    } finally {
      end(up);
    }
  }

  @Test
  void aTestThatIsInterruptedCancelsItsReplayAndDiscardsItsFork() throws Exception {
    try (var cluster = LocalCluster.start(LocalOptions.throwAway())) {
      var written = FleetWriter.write(cluster.store(), Fleet.of(7, ACTIONS), 2, _ -> {});
      assertThat(written.actions()).isEqualTo(ACTIONS);
      var gateway = Channels.plaintext(cluster.gateway());
      var branches = Channels.plaintext(cluster.branches());
      var test =
          start(
              List.of("test", "--candidate", slow(), "--baseline", "allow-all", "--keep"),
              List.of("--server", cluster.gateway(), "--registry", cluster.registry()),
              List.of("--branches", cluster.branches()));
      try {
        var replays = ReplayServiceGrpc.newBlockingStub(gateway);
        Await.until("a shard is done", PATIENCE, () -> shardsDone(replays) > 0);
        interrupt(test);
        assertThat(test.waitFor(PATIENCE)).isTrue();
        assertThat(test.exitValue()).isEqualTo(INTERRUPTED);
        assertThat(new String(test.getErrorStream().readAllBytes(), UTF_8))
            .contains("interrupted: the replay is cancelled and its fork is discarded")
            .doesNotContain("error:", "\tat ");
        assertThat(replays.listReplays(ListReplaysRequest.getDefaultInstance()).getReplaysList())
            .extracting(Replay::getState)
            .containsExactly(Replay.State.STATE_CANCELLED);
        var forks =
            BranchServiceGrpc.newBlockingStub(branches)
                .listBranches(
                    ListBranchesRequest.newBuilder()
                        .setParent("stores/default")
                        .setShowDeleted(true)
                        .build());
        assertThat(forks.getBranchesList())
            .extracting(Branch::getState)
            .containsExactly(Branch.State.STATE_DELETED);
      } finally {
        end(test);
        gateway.shutdownNow();
        branches.shutdownNow();
      }
    }
  }

  @Test
  void aTestWithAClusterOfItsOwnTakesItDownWhenItIsInterruptedWheneverThatIs() throws Exception {
    for (var moment : List.of("starting a cluster", "times were assigned")) {
      var temporary = Files.createDirectories(folder.resolve("tmp-" + moment.length()));
      openToTheServersUser();
      var test =
          start(
              List.of("-Djava.io.tmpdir=" + temporary),
              List.of("test", "--candidate", slow(), "--calls", calls()));
      try (var err = test.errorReader()) {
        awaitLine(err, moment);
        var children = test.descendants().toList();
        interrupt(test);
        assertThat(test.waitFor(PATIENCE)).as(moment).isTrue();
        assertThat(test.exitValue()).isEqualTo(INTERRUPTED);
        for (var child : children) {
          child.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        try (var left = Files.list(temporary)) {
          assertThat(left.map(file -> file.getFileName().toString()))
              .as(moment)
              .noneMatch(name -> name.startsWith("hindcast-"));
        }
      } finally {
        end(test);
      }
    }
  }

  /** Root's PostgreSQL runs as somebody else, who must be able to enter. */
  private void openToTheServersUser() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static int shardsDone(ReplayServiceGrpc.ReplayServiceBlockingStub replays) {
    return replays.listReplays(ListReplaysRequest.getDefaultInstance()).getReplaysList().stream()
        .mapToInt(replay -> replay.getProgress().getDoneShardCount())
        .sum();
  }

  private static boolean isWorker(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
          .contains("dev.hindcast.worker.Application");
    } catch (IOException e) {
      return false;
    }
  }

  private static void interrupt(Process process) throws Exception {
    var exit = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(exit).isZero();
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static void awaitLine(BufferedReader lines, String wanted) throws IOException {
    var seen = new ArrayList<String>();
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      seen.add(line);
      if (line.contains(wanted)) {
        return;
      }
    }
    throw new AssertionError("'" + wanted + "' was never said, only: " + seen);
  }

  /** The command in a Java of its own; what begins with {@code -D} is for that Java. */
  @SafeVarargs
  private static Process start(List<String>... arguments) throws IOException {
    var all = Stream.of(arguments).flatMap(List::stream).toList();
    // What a shell starts in the background ignores SIGINT, and so would its children.
    var command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(all.stream().filter(argument -> argument.startsWith("-D")).toList());
    command.add(Hindcast.class.getName());
    command.addAll(all.stream().filter(argument -> !argument.startsWith("-D")).toList());
    return new ProcessBuilder(command).start();
  }

  private String slow() throws IOException {
    var bundle = Files.createDirectories(folder.resolve("slow"));
    Files.writeString(bundle.resolve("bundle.yaml"), SLOW);
    return bundle.toString();
  }

  private String calls() throws IOException {
    var lines = new ArrayList<String>();
    for (int n = 0; n < 20_000; n++) {
      lines.add(
          """
          {"session_id":"w%d","step":%d,"agent":"a","model":"m","tool":"pay","args":{"n":%d}}"""
              .formatted(n / 400, n % 400, n));
    }
    return Files.write(folder.resolve("calls.jsonl"), lines).toString();
  }
}
