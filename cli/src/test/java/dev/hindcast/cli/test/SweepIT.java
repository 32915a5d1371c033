package dev.hindcast.cli.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.google.protobuf.util.JsonFormat;
import dev.hindcast.cli.CommandRun;
import dev.hindcast.cli.ExitCode;
import dev.hindcast.proto.replay.v1.Diff;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several candidates from the command line, in a cluster for the run. */
class SweepIT {
  private static final int CALLS = 30;
  @TempDir private Path folder;

  @Test
  void aSweepIsATableOfItsValues() throws IOException {
    var run =
        CommandRun.of(
            "test",
            "--candidate",
            bundle("low", 20).toString(),
            "--sweep",
            "most=10..30/10",
            "--calls",
            calls().toString(),
            "--fail-on",
            "diff.newly_denied > 15");
    assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.CHANGES);
    assertThat(run.out()).contains("3 candidates against allow all, 30 actions, each read once");
    assertThat(run.out().lines().filter(line -> line.contains("replays/test-")).toList())
        .satisfiesExactly(
            line -> assertThat(line).matches(".*low +10 +19 +19 +0 .*< differs most"),
            line -> assertThat(line).matches(".*low +20 +9 +9 +0 .*-2"),
            line -> assertThat(line).matches(".*low +30 +0 +0 +0 .*< differs least"),
            line -> assertThat(line).contains("hindcast diff"));
    assertThat(run.err())
        .contains("most=10 (replays/")
        .contains("fails on: diff.newly_denied > 15");
  }

  @Test
  void severalCandidatesAreAListOfDiffs() throws IOException {
    var list =
        CommandRun.of(
            "test",
            "--candidate",
            bundle("low", 20).toString(),
            "--candidate",
            bundle("lower", 5).toString(),
            "--calls",
            calls().toString(),
            "--output",
            "json");
    assertThat(list.exit()).as(list.err()).isZero();
    var counts = new ArrayList<Long>();
    for (var element : JsonParser.parseString(list.out()).getAsJsonArray()) {
      var diff = Diff.newBuilder();
      JsonFormat.parser().merge(element.toString(), diff);
      assertThat(diff.getReplay()).startsWith("replays/");
      counts.add(diff.getChangedCount());
    }
    assertThat(counts).containsExactly(9L, 24L);
  }

  @Test
  void aValueThatDoesNotFitIsRefusedBeforeAnythingStarts() throws IOException {
    var run =
        CommandRun.of(
            "test",
            "--candidate",
            bundle("low", 20).toString(),
            "--sweep",
            "most=many",
            "--calls",
            calls().toString());
    assertThat(run.exit()).isEqualTo(ExitCode.ERROR);
    assertThat(run.err())
        .contains("cannot be tried with most=\"many\"", "bundle.yaml:4:17", "is a whole number")
        .doesNotContain("starting a cluster");
  }

  private Path bundle(String name, int most) throws IOException {
    var bundle = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        bundle.resolve("bundle.yaml"),
        """
        apiVersion: hindcast/v1
        name: limit
        engine: cel
        params: { most: %d }
        rules:
          - id: limit
            when: args.n > params.most
            effect: deny
            reason: too_large
        """
            .formatted(most));
    return bundle;
  }

  /** Call n has the argument n; each is a workflow of its own that succeeded. */
  private Path calls() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int n = 0; n < CALLS; n++) {
      lines.add(
          """
          {"session_id":"w%d","step":0,"agent":"a","model":"m","tool":"pay","args":{"n":%d},"outcome":{"utility":true}}"""
              .formatted(n, n));
    }
    return Files.write(folder.resolve("calls.jsonl"), lines);
  }
}
