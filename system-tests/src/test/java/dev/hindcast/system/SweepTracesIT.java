package dev.hindcast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.GetDiffRequest;
import dev.hindcast.proto.replay.v1.GetReplayRequest;
import dev.hindcast.proto.replay.v1.ParamSweep;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import dev.hindcast.testkit.Await;
import dev.hindcast.testkit.TestPostgres;
import dev.hindcast.tracestore.load.RunImport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A sweep over real traces gives the diffs that its values give alone, with a worker killed in the
 * middle.
 */
class SweepTracesIT {
  private static final String PARAMS =
      """
      apiVersion: hindcast/v1
      name: guard
      params:
        limit: 500
        calls: 2
      rules:
      """;

  private static final BundleSource THRESHOLD =
      BundleSource.ofManifest(
          PARAMS
              + """
                - id: large-transfer
                  match: { tools: ["send_money"] }
                  when: args.amount > params.limit
                  effect: require_approval
              """);

  private static final BundleSource HISTORY =
      BundleSource.ofManifest(
          PARAMS
              + """
                - id: identical-call
                  when: history.filter(h, h.tool == action.tool && h.args == args).size() >= params.calls
                  effect: deny
              """);

  @Test
  void aThresholdAndAHistoryRuleAreSweptWithAWorkerKilled() throws IOException {
    var calls = Programs.shared("data/traces/agentdyn-sample.jsonl.gz");
    var sessions = Programs.shared("data/traces/agentdyn-sample.sessions.jsonl.gz");
    assumeTrue(
        calls.isPresent() && sessions.isPresent(),
        "the recorded runs are not beside the project: shared/data/traces");
    var store = TestPostgres.traceStore();
    assertThat(
            RunImport.run(
                    store,
                    List.of(calls.get()),
                    List.of(sessions.get()),
                    RunImport.FIRST_TIME,
                    RunImport.Progress.NONE)
                .malformed())
        .isZero();
    try (var cluster = new Cluster(store)) {
      var test = new PolicyTest(cluster);
      cluster.addWorkers(2);
      var branch = test.fork();
      for (var run :
          List.of(new Run(THRESHOLD, "limit", 10, 500, 2000), new Run(HISTORY, "calls", 1, 2, 4))) {
        test.load(branch, run.candidate().toTarGz(), "");
        var leader = start(cluster, branch, run.param(), run.values());
        if (run.candidate().equals(HISTORY)) {
          awaitFirstShard(cluster, leader);
          cluster.workers().getFirst().kill();
        }
        var swept = diffs(cluster, test, leader);
        for (int i = 0; i < swept.size(); i++) {
          var alone = start(cluster, branch, run.param(), List.of(run.values().get(i)));
          var single = diffs(cluster, test, alone).getFirst();
          assertThat(swept.get(i).getDigest()).as(run.param()).isEqualTo(single.getDigest());
          assertThat(swept.get(i).getKindsList()).isEqualTo(single.getKindsList());
          assertThat(swept.get(i).getCoverage()).isEqualTo(single.getCoverage());
        }
        assertThat(swept)
            .as("a stricter value changes more")
            .extracting(Diff::getChangedCount)
            .isSortedAccordingTo((a, b) -> Long.compare(b, a))
            .doesNotHaveDuplicates();
      }
      test.delete(branch);
    }
  }

  private record Run(BundleSource candidate, String param, List<String> values) {
    Run(BundleSource candidate, String param, int... values) {
      this(candidate, param, Arrays.stream(values).mapToObj(String::valueOf).toList());
    }
  }

  private static Replay start(Cluster cluster, Branch branch, String param, List<String> values) {
    return cluster
        .replays()
        .startReplay(
            StartReplayRequest.newBuilder()
                .setBranch(branch.getName())
                .setAllowAll(true)
                .setShardCount(12)
                .addSweep(ParamSweep.newBuilder().setParam(param).addAllValuesJson(values))
                .build());
  }

  private static List<Diff> diffs(Cluster cluster, PolicyTest test, Replay leader) {
    var diffs = new ArrayList<Diff>();
    for (var name : leader.getPassReplaysList()) {
      var ended = test.await(leader.toBuilder().setName(name).build());
      assertThat(ended.getState()).as(ended.toString()).isEqualTo(Replay.State.STATE_SUCCEEDED);
      diffs.add(cluster.replays().getDiff(GetDiffRequest.newBuilder().setName(name).build()));
    }
    return diffs;
  }

  private static void awaitFirstShard(Cluster cluster, Replay replay) {
    var request = GetReplayRequest.newBuilder().setName(replay.getName()).build();
    Await.until(
        "a shard is done",
        Duration.ofSeconds(60),
        () -> cluster.replays().getReplay(request).getProgress().getDoneShardCount() > 0);
  }
}
