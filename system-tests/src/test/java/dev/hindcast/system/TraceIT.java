package dev.hindcast.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.system.SpanReceiver.Received;
import dev.hindcast.testkit.Await;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One trace from the command to the statements of every service; a trace of its own a shard. */
class TraceIT {
  private static final int WORKFLOWS = 400;
  private static final String LITERAL = "planted-literal";
  private static final String BUNDLE =
      """
      apiVersion: hindcast/v1
      name: refund-limit
      engine: cel
      defaultEffect: allow
      rules:
        - id: refund-limit
          match: { tools: [refund] }
          when: args.amount > 500 || args.note == "planted-literal"
          effect: deny
          reason: refund_over_limit
      """;

  private final DatabaseSettings store = SyntheticStore.with(WORKFLOWS);

  @Test
  void oneTraceFromTheCommandToTheStatementsAndShardsThatNameIt(@TempDir Path folder)
      throws IOException {
    try (var receiver = new SpanReceiver()) {
      String trace;
      try (var cluster = new Cluster(store, Map.of(), environment(receiver))) {
        cluster.addWorkers(2);
        trace = hindcastTest(cluster, folder, receiver);
        Await.until(
            "the shards' spans came",
            Duration.ofSeconds(20),
            () -> committed(receiver.spans()).size() >= 3);
        assertThat(cluster.gateway().log())
            .as("every line is JSON, those of a call name its trace")
            .contains("\"trace_id\":\"" + trace + "\"");
        assertThat(cluster.gateway().log().lines()).allMatch(line -> line.startsWith("{"));
      }
      // Closed: the services have sent what they had.
      var spans = receiver.spans();
      var ofTrace = spans.stream().filter(span -> span.trace().equals(trace)).toList();
      assertThat(ofTrace).extracting(Received::service).contains("hindcast", "gateway");
      assertThat(ofTrace).extracting(Received::service).contains("branch-service");
      var root = one(ofTrace, Received::isRoot);
      assertThat(root.name()).isEqualTo("hindcast test");
      var start = one(ofTrace, span -> isServer(span, "gateway", "StartReplay"));
      assertThat(one(ofTrace, span -> span.isParentOf(start)).service()).isEqualTo("hindcast");
      assertThat(ofTrace.stream().filter(start::isParentOf))
          .as("statements and calls below it")
          .anyMatch(span -> span.texts().containsKey("db.query.text"))
          .anyMatch(span -> span.name().startsWith("hindcast.branch.v1.BranchService/"));
      var fork = one(ofTrace, span -> isServer(span, "branch-service", "CreateBranch"));
      assertThat(ofTrace.stream().filter(fork::isParentOf))
          .anyMatch(span -> span.texts().containsKey("db.query.text"));
      assertThat(ofTrace).noneMatch(span -> span.name().equals("replay shard"));
      checkShards(spans, start);
      assertThat(spans.toString()).as("no literal of a policy").doesNotContain(LITERAL);
    }
  }

  /** Without what was tried and lost: on a busy machine a lease may run out. */
  private static List<Received> committed(List<Received> spans) {
    return spans.stream()
        .filter(span -> span.name().equals("replay shard"))
        .filter(span -> span.span().getStatus().getCode() != StatusCode.STATUS_CODE_ERROR)
        .toList();
  }

  private static void checkShards(List<Received> spans, Received start) {
    var shards = committed(spans);
    assertThat(shards).hasSize(3).allMatch(Received::isRoot);
    assertThat(shards).extracting(Received::trace).doesNotHaveDuplicates();
    for (var shard : shards) {
      assertThat(shard.service()).isEqualTo("replay-worker");
      assertThat(shard.span().getLinksList())
          .singleElement()
          .satisfies(
              link -> {
                assertThat(link.getTraceId()).isEqualTo(start.span().getTraceId());
                assertThat(link.getSpanId()).isEqualTo(start.span().getSpanId());
              });
      assertThat(spans.stream().filter(shard::isParentOf))
          .singleElement()
          .satisfies(read -> assertThat(read.name()).isEqualTo("SELECT action"));
    }
  }

  @Test
  void aStreamAProbeAndWhatNobodyAskedForAreNoSpans() {
    try (var receiver = new SpanReceiver()) {
      try (var cluster = new Cluster(store, Map.of(), environment(receiver))) {
        cluster.addWorkers(1);
        cluster
            .replays()
            .listReplays(dev.hindcast.proto.replay.v1.ListReplaysRequest.getDefaultInstance());
        Await.until(
            "the call's span came",
            Duration.ofSeconds(20),
            () -> !named(receiver, "hindcast.replay.v1.ReplayService/ListReplays").isEmpty());
      }
      assertThat(receiver.spans())
          .extracting(Received::trace)
          .as("one call, one trace, though a gateway asks its database all the time")
          .containsOnly(
              named(receiver, "hindcast.replay.v1.ReplayService/ListReplays").getFirst().trace());
    }
  }

  private static Map<String, String> environment(SpanReceiver receiver) {
    var all = new HashMap<>(receiver.environment());
    all.put("HINDCAST_LOG_FORMAT", "json");
    all.put("HINDCAST_LOG", "DEBUG");
    return all;
  }

  private static List<Received> named(SpanReceiver receiver, String name) {
    return receiver.spans().stream().filter(span -> span.name().equals(name)).toList();
  }

  private static boolean isServer(Received span, String service, String method) {
    return span.service().equals(service)
        && span.span().getKindValue() == 2
        && span.name().endsWith("/" + method);
  }

  private static Received one(List<Received> spans, Predicate<Received> which) {
    var found = spans.stream().filter(which).toList();
    assertThat(found).as("one of %s", spans.stream().map(Received::name).toList()).hasSize(1);
    return found.getFirst();
  }

  /** The real command; gives the trace that it tells. */
  private static String hindcastTest(Cluster cluster, Path folder, SpanReceiver receiver)
      throws IOException {
    var bundle = Files.createDirectories(folder.resolve("bundle"));
    Files.writeString(bundle.resolve("bundle.yaml"), BUNDLE);
    var command = new ArrayList<String>(List.of("env"));
    receiver.environment().forEach((key, value) -> command.add(key + "=" + value));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "dev.hindcast.cli.Hindcast",
            "test",
            "--server",
            cluster.gateway().target(),
            "--registry",
            cluster.registry().target(),
            "--branches",
            cluster.branchService().target(),
            "--candidate",
            bundle.toString(),
            "--baseline",
            "allow-all",
            "--shards",
            "3"));
    var output = Programs.run(folder, command, null);
    assertThat(output.exit()).as(output.toString()).isZero();
    var told = output.err().lines().filter(line -> line.startsWith("trace: ")).toList();
    assertThat(told).as(output.toString()).hasSize(1);
    return told.getFirst().substring("trace: ".length());
  }
}
