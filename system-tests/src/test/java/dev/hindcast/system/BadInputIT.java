package dev.hindcast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.ByteString;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.branch.v1.CreateBranchRequest;
import dev.hindcast.proto.branch.v1.ListBranchesRequest;
import dev.hindcast.proto.policy.v1.MoveChannelRequest;
import dev.hindcast.proto.policy.v1.PublishVersionRequest;
import dev.hindcast.proto.policy.v1.Version;
import dev.hindcast.proto.replay.v1.ChangeKind;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.KindCount;
import dev.hindcast.proto.replay.v1.PromoteRequest;
import dev.hindcast.proto.replay.v1.ReasonCount;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import dev.hindcast.testkit.Errors;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What production really sends, and what callers really do wrong: a clear error or a count of its
 * own, and nothing is left behind.
 */
class BadInputIT {
  private static Cluster cluster;

  @BeforeAll
  static void start() {
    var store = SyntheticStore.with(100);
    SyntheticStore.run(
        store,
        """
        INSERT INTO hindcast.action (workflow_id, step, occurred_at, tool, arguments, erased) VALUES
          ('odd', 0, now(), 'refund', NULL, '{}'),
          ('odd', 1, now(), 'refund', '{}', '{args.amount}'),
          ('odd', 2, now(), 'no_such_tool', '{"amount": 900}', '{}'),
          ('odd', 3, now(), NULL, '{"amount": 900}', '{}'),
          ('odd', 4, now(), 'refund', '{"amount": "a lot"}', '{}'),
          ('odd', 5, now(), 'refund', '{}', '{}')
        """);
    cluster = new Cluster(store);
    cluster.addWorkers(1);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void whatCannotBeJudgedAndWhatFailsHaveCountsOfTheirOwn() {
    var bundle =
        """
        apiVersion: hindcast/v1
        name: careful
        engine: cel
        tools: [refund, search]
        rules:
          - id: too-much
            match: { tools: [refund] }
            when: 1000 / (args.amount - 7) > 100
            effect: deny
          - id: sloppy
            match: { tools: [search] }
            when: args.no_such_field == 'x'
            effect: warn
            onError: skip
        """;
    var diff = new PolicyTest(cluster).againstAllowAll(archive(bundle), 3);

    assertThat(diff.getCoverage().getNotReplayableList())
        .extracting(ReasonCount::getReason, ReasonCount::getCount)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("arguments_not_recorded", 1L),
            org.assertj.core.groups.Tuple.tuple("field_erased", 1L),
            org.assertj.core.groups.Tuple.tuple("unknown_tool", 2L));
    assertThat(diff.getCoverage().getActionCount())
        .isEqualTo(diff.getCoverage().getJudgedCount() + 4);
    // The amount 7 divides by zero; a text and a missing amount have no value either.
    assertThat(count(diff, ChangeKind.CHANGE_KIND_ERROR_GAINED)).isEqualTo(3);
    assertThat(diff.getRuleUsageList())
        .filteredOn(usage -> usage.getRule().equals("sloppy"))
        .singleElement()
        .satisfies(usage -> assertThat(usage.getCandidateErrorCount()).isEqualTo(800));
  }

  @Test
  void aBundleThatDoesNotCompileIsRefusedWithItsPlaceEverywhere() {
    var broken =
        archive(
            "apiVersion: hindcast/v1\nname: broken\nengine: cel\nrules:\n  - id: a\n    when: args.amount >\n    effect: deny\n");
    var error =
        Errors.of(
            () -> {
              var published =
                  cluster
                      .policies()
                      .publishVersion(
                          PublishVersionRequest.newBuilder()
                              .setArchive(ByteString.copyFrom(broken))
                              .build());
              assertThat(published.getCreated()).isFalse();
            });
    assertThat(error.getReason()).isEqualTo("BUNDLE_REJECTED");

    var test = new PolicyTest(cluster);
    var branch = test.fork();
    var later =
        Errors.of(
            () -> {
              test.load(branch, broken, "");
              var started = test.startAgainstAllowAll(branch, 1);
              assertThat(started.getName()).isEmpty();
            });
    assertThat(later.getReason()).isEqualTo("BUNDLE_REJECTED");
    test.delete(branch);
  }

  @Test
  void aRequestThatComesAgainIsTheSameAndAnotherOneUnderItsIdIsRefused() {
    var test = new PolicyTest(cluster);
    var id = UUID.nameUUIDFromBytes(new byte[] {7}).toString();
    var create = CreateBranchRequest.newBuilder().setParent(Cluster.STORE).setRequestId(id).build();
    var branch = cluster.branches().createBranch(create);
    assertThat(cluster.branches().createBranch(create).getUid()).isEqualTo(branch.getUid());
    assertThat(
            reason(
                () ->
                    cluster
                        .branches()
                        .createBranch(create.toBuilder().setOwner("another").build())))
        .isEqualTo("REQUEST_ID_REUSED");

    test.load(branch, BundleSource.of(SyntheticStore.REFUND_LIMIT).toTarGz(), "");
    var start =
        StartReplayRequest.newBuilder()
            .setBranch(branch.getName())
            .setAllowAll(true)
            .setRequestId(id)
            .build();
    var replay = cluster.replays().startReplay(start);
    assertThat(cluster.replays().startReplay(start).getName()).isEqualTo(replay.getName());
    assertThat(
            reason(() -> cluster.replays().startReplay(start.toBuilder().setShardCount(9).build())))
        .isEqualTo("REQUEST_ID_REUSED");
    assertThat(test.await(replay).getState()).isEqualTo(Replay.State.STATE_SUCCEEDED);
    test.delete(branch);
  }

  @Test
  void aChannelThatMovedMeanwhileIsNotOverrun() {
    var test = new PolicyTest(cluster);
    var one = publish(500);
    var two = publish(400);
    var three = publish(300);
    move(one, "");
    var branch = test.fork();
    var replay =
        test.await(
            cluster
                .replays()
                .startReplay(
                    StartReplayRequest.newBuilder()
                        .setBranch(branch.getName())
                        .setCandidate(two.getName())
                        .setActiveBaseline(true)
                        .build()));
    assertThat(replay.getBaseline().getVersion()).isEqualTo(one.getName());
    move(three, one.getName());

    var promote =
        PromoteRequest.newBuilder()
            .setReplay(replay.getName())
            .addGates("diff.newly_allowed == 0")
            .build();
    assertThat(reason(() -> cluster.replays().promote(promote))).isEqualTo("STATE_MOVED");
    assertThat(test.diff(replay).getDigest()).isNotEmpty();
    test.delete(branch);
    var left =
        cluster
            .branches()
            .listBranches(ListBranchesRequest.newBuilder().setParent(Cluster.STORE).build());
    assertThat(left.getBranchesList()).noneMatch(b -> b.getName().equals(branch.getName()));
  }

  @Test
  void malformedRequestsNameTheField() {
    var error =
        Errors.of(
            () ->
                cluster
                    .branches()
                    .createBranch(CreateBranchRequest.newBuilder().setParent("no store").build()));
    assertThat(error.getReason()).isEqualTo("INVALID_REQUEST");
    assertThat(error.getMetadataMap()).containsEntry("field", "parent");
    assertThatCode(
            () ->
                cluster
                    .branches()
                    .listBranches(ListBranchesRequest.newBuilder().setParent("stores/-").build()))
        .doesNotThrowAnyException();
  }

  private static Version publish(int limit) {
    var yaml =
        "apiVersion: hindcast/v1\nname: moving\nengine: cel\nrules:\n  - id: limit\n    match: { tools: [refund] }\n    when: args.amount > "
            + limit
            + "\n    effect: deny\n    onError: skip\n";
    return cluster
        .policies()
        .publishVersion(
            PublishVersionRequest.newBuilder()
                .setArchive(ByteString.copyFrom(archive(yaml)))
                .build())
        .getVersion();
  }

  private static void move(Version to, String from) {
    var moved =
        cluster
            .policies()
            .moveChannel(
                MoveChannelRequest.newBuilder()
                    .setName("bundles/moving/channels/production")
                    .setVersion(to.getName())
                    .setExpectedVersion(from)
                    .build());
    assertThat(moved.getVersion()).isEqualTo(to.getName());
  }

  private static long count(Diff diff, ChangeKind kind) {
    return diff.getKindsList().stream()
        .filter(k -> k.getKind() == kind)
        .mapToLong(KindCount::getCount)
        .sum();
  }

  private static String reason(java.util.concurrent.Callable<?> call) {
    return Errors.of(call::call).getReason();
  }

  private static byte[] archive(String yaml) {
    return BundleSource.ofManifest(yaml).toTarGz();
  }
}
