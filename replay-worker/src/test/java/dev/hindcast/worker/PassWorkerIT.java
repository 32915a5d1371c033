package dev.hindcast.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.service.RunningService;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.bundle.DerivedBundle;
import dev.hindcast.policy.bundle.ParamOverride;
import dev.hindcast.policyproto.SummaryProtos;
import dev.hindcast.proto.replay.v1.ParamValue;
import dev.hindcast.proto.replay.v1.PolicyRef;
import dev.hindcast.proto.worker.v1.ChangeBatch;
import dev.hindcast.proto.worker.v1.Follower;
import dev.hindcast.proto.worker.v1.FollowerPart;
import dev.hindcast.proto.worker.v1.ReplayContext;
import dev.hindcast.proto.worker.v1.ShardFailure;
import dev.hindcast.proto.worker.v1.ShardLease;
import dev.hindcast.testkit.Await;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pass: every row is read once, and every candidate finds what it finds alone. */
class PassWorkerIT {
  private static final BundleSource LIMIT =
      BundleSource.ofManifest(
          """
          apiVersion: hindcast/v1
          name: guard
          params: { limit: 300 }
          rules:
            - id: refund-limit
              match: { tools: ["refund"] }
              when: args.amount > params.limit && context.user_role != 'admin'
              effect: deny
              reason: refund_over_limit
          """);

  private final TestBranch branch = new TestBranch();
  private final FakeCoordinator coordinator = new FakeCoordinator();
  private final RunningService worker =
      RunningService.run(
          "replay-worker", Map.of("hindcast.worker.gateways", "127.0.0.1:" + coordinator.port()));

  @AfterEach
  void stop() {
    worker.close();
    coordinator.close();
    branch.close();
  }

  private static BundleSource limit(int limit) {
    return switch (DerivedBundle.of(LIMIT, overrides(limit))) {
      case DerivedBundle.Result.Derived(var source) -> source;
      case DerivedBundle.Result.Refused(var diagnostics) -> throw new AssertionError(diagnostics);
    };
  }

  private static List<ParamOverride> overrides(int limit) {
    return List.of(new ParamOverride("limit", Integer.toString(limit)));
  }

  private static PolicyRef derived(int limit, String digest) {
    return PolicyRef.newBuilder()
        .setBundle("guard")
        .setDigest(digest)
        .setBaseDigest(LIMIT.digest())
        .addOverrides(
            ParamValue.newBuilder().setParam("limit").setValueJson(Integer.toString(limit)))
        .build();
  }

  private static Follower follower(String replay, PolicyRef candidate) {
    return Follower.newBuilder().setReplay("replays/" + replay).setCandidate(candidate).build();
  }

  private static Follower follower(String replay, BundleSource candidate) {
    return follower(
        replay, PolicyRef.newBuilder().setBundle("guard").setDigest(candidate.digest()).build());
  }

  private ReplayContext.Builder context(BundleSource... loaded) {
    branch.run(ReplayWorkerIT.MIXED);
    for (var bundle : loaded) {
      branch.load(bundle);
    }
    return Shards.context(branch, loaded[0], loaded[1]).toBuilder();
  }

  @Test
  void everyCandidateFindsWhatItFindsAlone() {
    var context =
        context(Bundles.BASELINE, Bundles.CANDIDATE, Bundles.HISTORY, LIMIT)
            .addFollowers(follower("history", Bundles.HISTORY))
            .addFollowers(follower("low", derived(100, limit(100).digest())))
            .addFollowers(follower("same", derived(300, LIMIT.digest())))
            .build();
    var lease = Shards.lease("leader", 0);
    coordinator.plan(Shards.workflows(lease, context, "", ""));
    coordinator.awaitSummaries(1);

    assertThat(coordinator.merged())
        .isEqualTo(WholeRows.judge(branch, Bundles.BASELINE, Bundles.CANDIDATE));
    assertFound(lease, "history", Bundles.HISTORY);
    assertFound(lease, "low", limit(100));
    assertFound(lease, "same", LIMIT);
    assertThat(coordinator.changes(lease)).hasSize((int) coordinator.merged().changed());
  }

  private void assertFound(ShardLease lease, String replay, BundleSource candidate) {
    var parts =
        coordinator.batches(lease).stream()
            .flatMap(batch -> batch.getFollowersList().stream())
            .filter(part -> part.getReplay().equals("replays/" + replay))
            .toList();
    assertThat(parts.getLast().hasSummary()).isTrue();
    assertThat(parts).filteredOn(FollowerPart::hasSummary).hasSize(1);
    var expected = WholeRows.judge(branch, Bundles.BASELINE, candidate);
    assertThat(SummaryProtos.fromProto(parts.getLast().getSummary())).isEqualTo(expected);
    assertThat(parts.stream().mapToInt(FollowerPart::getChangesCount).sum())
        .isEqualTo((int) expected.changed())
        .isPositive();
  }

  @Test
  void whatIsOnItsWayIsBoundedForAllCandidatesTogether() {
    var context = context(Bundles.BASELINE, LIMIT);
    for (int i = 0; i < 20; i++) {
      context.addFollowers(follower("f" + i, derived(i, limit(i).digest())));
    }
    coordinator.holdAcks();
    var lease = Shards.lease("leader", 0);
    coordinator.plan(Shards.allActions(lease, context.build()));
    Await.until("the window is full", FakeCoordinator.PATIENCE, () -> coordinator.held() == 4);
    coordinator.releaseAll();
    coordinator.awaitSummaries(1);

    assertThat(coordinator.mostHeld()).isEqualTo(4);
    assertThat(coordinator.batches(lease))
        .hasSizeGreaterThan(5)
        .allSatisfy(batch -> assertThat(changes(batch)).isLessThanOrEqualTo(500 + 20));
    assertFound(lease, "f19", limit(19));
  }

  private static int changes(ChangeBatch batch) {
    return batch.getChangesCount()
        + batch.getFollowersList().stream().mapToInt(FollowerPart::getChangesCount).sum();
  }

  @Test
  void aDerivedBundleIsBelievedByItsDigestOnly() {
    var context =
        context(Bundles.BASELINE, LIMIT)
            .addFollowers(follower("low", derived(100, limit(200).digest())))
            .build();
    coordinator.plan(Shards.allActions(Shards.lease("leader", 0), context));
    assertThat(coordinator.awaitFailure().getCause())
        .isEqualTo(ShardFailure.Cause.CAUSE_BUNDLE_UNUSABLE);
  }
}
