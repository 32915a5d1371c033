package dev.hindcast.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.replay.v1.Change;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.ExplainChangeRequest;
import dev.hindcast.proto.replay.v1.GetDiffRequest;
import dev.hindcast.proto.replay.v1.GetReplayRequest;
import dev.hindcast.proto.replay.v1.ListChangesRequest;
import dev.hindcast.proto.replay.v1.Live;
import dev.hindcast.proto.replay.v1.Part;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import dev.hindcast.proto.replay.v1.StopFollowingRequest;
import dev.hindcast.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What arrives while a replay follows is judged once each, in the order of the commits, whatever
 * writes and whatever dies; and history never notices.
 */
class FollowIT {
  private static final int WORKFLOWS = 500;

  @Test
  void everyCommittedActionIsJudgedOnceInCommitOrderThoughAWorkerAndTheGatewayDie()
      throws Exception {
    var store = SyntheticStore.with(WORKFLOWS);
    try (var cluster = new Cluster(store);
        var early = LiveWriters.open(store, "open-at-the-fork");
        var lost = LiveWriters.open(store, "rolled-back-after-the-fork")) {
      var test = new PolicyTest(cluster);
      cluster.addWorkers(2);
      var branch = test.fork();
      test.load(branch, BundleSource.of(SyntheticStore.REFUND_LIMIT).toTarGz(), "");
      var quiet = test.diff(test.await(start(cluster, branch, false)));

      var replay = start(cluster, branch, true);
      List<LiveWriters.Committed> book;
      try (var writers = new LiveWriters(store, 8, 4711)) {
        writers.awaitTransactions(60);
        early.commit();
        lost.rollback();
        await(cluster, replay, live -> live.getDoneSliceCount() > 0);
        cluster.workers().getFirst().kill();
        writers.awaitTransactions(60);
        cluster.gateway().kill();
        writers.awaitTransactions(30);
        cluster.gateway().start();
        cluster.awaitHealth(cluster.gateway());
        writers.awaitTransactions(60);
        book = writers.stop();
      }
      var stopping =
          cluster
              .replays()
              .stopFollowing(StopFollowingRequest.newBuilder().setName(replay.getName()).build());
      assertThat(stopping.getFollowing()).isTrue();
      assertThat(stopping.getLive().getState()).isEqualTo(Live.State.STATE_STOPPING);
      // After the call, so it is not waited for.
      SyntheticStore.append(store, WORKFLOWS, 1);
      var ended = test.await(replay);
      assertThat(ended.getState())
          .as(ended + cluster.gateway().log())
          .isEqualTo(Replay.State.STATE_SUCCEEDED);
      assertThat(ended.getLive().getState()).isEqualTo(Live.State.STATE_STOPPED);

      assertThat(nameless(diff(cluster, replay, Part.PART_HISTORY))).isEqualTo(nameless(quiet));
      var changes = changes(cluster, replay);
      var order = new HashMap<Long, Integer>();
      for (var change : changes) {
        assertThat(order.put(change.getActionId(), order.size())).as("judged twice").isNull();
      }
      var expected = new ArrayList<Long>();
      book.forEach(committed -> expected.addAll(committed.actions()));
      expected.add(
          SyntheticStore.count(
              store,
              "SELECT action_id FROM hindcast.action WHERE workflow_id = 'open-at-the-fork'"));
      var late = changes.stream().filter(change -> change.getWorkflowId().startsWith("w0")).count();
      assertThat(changes.stream().filter(change -> !change.getWorkflowId().startsWith("w0")))
          .extracting(Change::getActionId)
          .containsExactlyInAnyOrderElementsOf(expected);
      checkOrder(book, order);

      var live = diff(cluster, replay, Part.PART_LIVE);
      assertThat(live.getComplete()).isTrue();
      assertThat(live.getDigest()).isNotEmpty().isNotEqualTo(quiet.getDigest());
      assertThat(live.getChangedCount()).isEqualTo(expected.size() + late);
      assertThat(live.getCoverage().getActionCount())
          .isEqualTo(ended.getLive().getArrivedCount())
          .isEqualTo(ended.getLive().getActionCount());
      var explained =
          cluster
              .replays()
              .explainChange(
                  ExplainChangeRequest.newBuilder().setName(changes.getLast().getName()).build());
      assertThat(explained.getChange().getActionId()).isEqualTo(changes.getLast().getActionId());
      assertThat(explained.getCandidate().getDecision().getRule()).isEqualTo("refund-limit");
      test.delete(branch);
    }
  }

  private static Replay start(Cluster cluster, Branch branch, boolean follow) {
    return cluster
        .replays()
        .startReplay(
            StartReplayRequest.newBuilder()
                .setBranch(branch.getName())
                .setAllowAll(true)
                .setShardCount(5)
                .setFollow(follow)
                .build());
  }

  private static void await(Cluster cluster, Replay replay, Predicate<Live> condition) {
    var request = GetReplayRequest.newBuilder().setName(replay.getName()).build();
    Await.until(
        "something arrived",
        Duration.ofSeconds(30),
        () -> condition.test(cluster.replays().getReplay(request).getLive()));
  }

  private static Diff diff(Cluster cluster, Replay replay, Part part) {
    return cluster
        .replays()
        .getDiff(GetDiffRequest.newBuilder().setName(replay.getName()).setPart(part).build());
  }

  private static List<Change> changes(Cluster cluster, Replay replay) {
    var request =
        ListChangesRequest.newBuilder()
            .setParent(replay.getName())
            .setPart(Part.PART_LIVE)
            .setPageSize(100);
    var changes = new ArrayList<Change>();
    do {
      var page = cluster.replays().listChanges(request.build());
      changes.addAll(page.getChangesList());
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return changes;
  }

  /** What was committed before another transaction began stands before all that this one wrote. */
  private static void checkOrder(List<LiveWriters.Committed> book, Map<Long, Integer> order) {
    var written = book.stream().filter(committed -> !committed.actions().isEmpty()).toList();
    var last = written.stream().mapToInt(c -> places(c, order).max().orElseThrow()).toArray();
    var first = written.stream().mapToInt(c -> places(c, order).min().orElseThrow()).toArray();
    for (int a = 0; a < written.size(); a++) {
      for (int b = 0; b < written.size(); b++) {
        if (written.get(a).end() < written.get(b).begin() && last[a] > first[b]) {
          throw new AssertionError(written.get(a) + " is listed after " + written.get(b));
        }
      }
    }
  }

  private static IntStream places(LiveWriters.Committed committed, Map<Long, Integer> order) {
    return committed.actions().stream().mapToInt(order::get);
  }

  /** A diff without the name of its replay. */
  private static String nameless(Diff diff) {
    return diff.toString().replace(diff.getReplay(), "");
  }
}
