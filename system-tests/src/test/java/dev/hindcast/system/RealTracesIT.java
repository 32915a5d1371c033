package dev.hindcast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.util.JsonFormat;
import dev.hindcast.cli.local.LocalCluster;
import dev.hindcast.cli.local.LocalOptions;
import dev.hindcast.proto.replay.v1.BrokenWorkflow;
import dev.hindcast.proto.replay.v1.ChangeKind;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.tracestore.load.RunImport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real traces, an empty baseline, a one-rule candidate: the counts were computed from the files by
 * other means. A count that differs is a defect to understand. They must come out of the command
 * line's JSON and of {@code grpcurl} alike.
 */
class RealTracesIT {
  static Stream<Arguments> counts() {
    return Stream.of(
        Arguments.of(
            "agentdyn-sample",
            List.of(
                new Counts("payment-recipient", 58_505, 484, 107, 193, 126),
                new Counts("third-identical-call", 58_505, 3_234, 168, 599, 39))),
        Arguments.of(
            "tau",
            List.of(
                new Counts("tau-writes", 5_582, 41, 26, 5, 0),
                new Counts("third-identical-call", 5_582, 471, 23, 24, 0))));
  }

  /** What a bundle denies, and how many workflows of each outcome that touches. */
  record Counts(
      String bundle, long actions, long denied, long success, long failure, long incident) {}

  @ParameterizedTest
  @MethodSource("counts")
  void theCountsComeOut(String data, List<Counts> counts) throws IOException {
    var calls = Programs.shared("data/traces/" + data + ".jsonl.gz");
    var sessions = Programs.shared("data/traces/" + data + ".sessions.jsonl.gz");
    assumeTrue(
        calls.isPresent() && sessions.isPresent(),
        "the recorded runs are not beside the project: shared/data/traces");
    try (var cluster = LocalCluster.start(LocalOptions.throwAway())) {
      var loaded =
          RunImport.run(
              cluster.store(),
              List.of(calls.get()),
              List.of(sessions.get()),
              RunImport.FIRST_TIME,
              RunImport.Progress.NONE);
      assertThat(loaded.malformed()).isZero();
      for (var expected : counts) {
        check(cluster, expected);
      }
    }
  }

  private static void check(LocalCluster cluster, Counts expected) throws IOException {
    var diff = overTheCommandLine(cluster, expected.bundle(), "full");
    check(diff, expected);
    assertThat(diff.getCoverage().getJudgedCount()).isEqualTo(expected.actions());

    var delta = overTheCommandLine(cluster, expected.bundle(), "auto");
    check(delta, expected);
    assertThat(delta.getChangeDigest()).isNotEmpty().isEqualTo(diff.getChangeDigest());
    assertThat(delta.getWorkflows().getBrokenList())
        .extracting(BrokenWorkflow::getWorkflowId, BrokenWorkflow::getFirstStep)
        .containsExactlyElementsOf(
            diff.getWorkflows().getBrokenList().stream()
                .map(broken -> tuple(broken.getWorkflowId(), broken.getFirstStep()))
                .toList());

    var grpcurl = Programs.find("grpcurl");
    if (grpcurl.isPresent()) {
      var request = "{\"name\": \"" + diff.getReplay() + "\"}";
      var output =
          Programs.run(
              Programs.root(),
              List.of(
                  grpcurl.get().toString(),
                  "-plaintext",
                  "-d",
                  request,
                  cluster.gateway(),
                  "hindcast.replay.v1.ReplayService/GetDiff"),
              null);
      assertThat(output.exit()).as(output.err()).isZero();
      var overGrpcurl = parse(output.out());
      check(overGrpcurl, expected);
      assertThat(overGrpcurl.getDigest()).isEqualTo(diff.getDigest());
    }
  }

  private static Diff overTheCommandLine(LocalCluster cluster, String bundle, String mode)
      throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    var output =
        Programs.run(
            Programs.root(),
            List.of(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                "dev.hindcast.cli.Hindcast",
                "test",
                "--server",
                cluster.gateway(),
                "--registry",
                cluster.registry(),
                "--branches",
                cluster.branches(),
                "--candidate",
                "examples/bundles/" + bundle,
                "--baseline",
                "allow-all",
                "--mode",
                mode,
                "--output",
                "json"),
            null);
    assertThat(output.exit()).as(output.toString()).isZero();
    return parse(output.out());
  }

  private static Diff parse(String json) throws IOException {
    var diff = Diff.newBuilder();
    JsonFormat.parser().merge(json, diff);
    return diff.build();
  }

  private static void check(Diff diff, Counts expected) {
    assertThat(diff.getCoverage().getActionCount()).isEqualTo(expected.actions());
    assertThat(diff.getCoverage().getJudgedCount() + diff.getCoverage().getUnpulledCount())
        .isEqualTo(expected.actions());
    assertThat(diff.getKindsList())
        .singleElement()
        .satisfies(
            kind -> {
              assertThat(kind.getKind()).isEqualTo(ChangeKind.CHANGE_KIND_NEWLY_DENIED);
              assertThat(kind.getCount()).isEqualTo(expected.denied());
            });
    assertThat(diff.getWorkflows().getSuccessCount()).isEqualTo(expected.success());
    assertThat(diff.getWorkflows().getFailureCount()).isEqualTo(expected.failure());
    assertThat(diff.getWorkflows().getIncidentCount()).isEqualTo(expected.incident());
    assertThat(diff.getWorkflows().getUnknownCount()).isZero();
  }
}
