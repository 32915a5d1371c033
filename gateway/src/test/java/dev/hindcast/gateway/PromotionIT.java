package dev.hindcast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.replay.v1.PromoteRequest;
import dev.hindcast.proto.replay.v1.Promotion;
import dev.hindcast.testkit.Await;
import dev.hindcast.testkit.Errors;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Promotions: gates, compare-and-swap, and crashes between their steps. */
class PromotionIT {
  private static final String PRODUCTION = "bundles/guard/channels/production";

  private final Hindcast hindcast = new Hindcast();
  private Hindcast.Gateway gateway;
  private String branch;
  private String replay;

  @BeforeEach
  void replay() {
    gateway = hindcast.gateway();
    branch = hindcast.branch("promoted");
    replay = succeed(branch);
  }

  private String succeed(String of) {
    try (var worker = gateway.worker("one", 2).honest(2)) {
      var name = gateway.awaitEnd(gateway.start(of, 2).getName()).getName();
      assertThat(worker.broken).isNotDone();
      return name;
    }
  }

  @AfterEach
  void close() {
    hindcast.close();
  }

  private PromoteRequest.Builder request() {
    return PromoteRequest.newBuilder().setReplay(replay).setPromoter("ann");
  }

  @Test
  void theChannelMovesTheEvidenceStaysTheBranchGoes() {
    var diff = gateway.diff(replay);
    var request =
        request()
            .addGates("diff.changed == " + diff.getChangedCount())
            .addGates("diff.coverage > 0.9 && diff.broken_workflows < 100")
            .build();
    var promotion = gateway.replays().promote(request);
    assertThat(promotion.getState()).isEqualTo(Promotion.State.STATE_DONE);
    assertThat(promotion.getName()).isEqualTo(replay + "/promotion");
    assertThat(promotion.getChannel()).isEqualTo(PRODUCTION);
    assertThat(promotion.getFrom()).isEqualTo(TestStore.V1);
    assertThat(promotion.getTo()).isEqualTo(TestStore.V2);
    assertThat(promotion.getPromoter()).isEqualTo("ann");
    assertThat(promotion.getDiffDigest()).isEqualTo(diff.getDigest());
    assertThat(promotion.getBaselineDigest()).isEqualTo(TestStore.limit(500).digest());
    assertThat(promotion.getCandidateDigest()).isEqualTo(TestStore.limit(300).digest());
    assertThat(promotion.getForkPoint().getSnapshot()).isNotEmpty();
    assertThat(promotion.getGatesList()).hasSize(2).allMatch(verdict -> verdict.getPassed());
    assertThat(promotion.getBranchDiscarded()).isTrue();
    assertThat(hindcast.registry.channels).containsEntry(PRODUCTION, TestStore.V2);
    assertThat(hindcast.branches.get(branch).getDeleteCause())
        .isEqualTo(Branch.DeleteCause.DELETE_CAUSE_PROMOTED);

    assertThat(gateway.replays().promote(request)).isEqualTo(promotion);
    assertThat(hindcast.registry.moves).hasValue(1);
    assertThat(gateway.get(replay).getPromotion()).isEqualTo(promotion);
    // Diff and changes outlive the branch.
    assertThat(gateway.diff(replay)).isEqualTo(diff);
    assertThat(
            Errors.of(() -> gateway.replays().promote(request().setChannel("shadow").build()))
                .getReason())
        .isEqualTo("WRONG_STATE");
  }

  @Test
  void aKeptBranchStays() {
    var promotion = gateway.replays().promote(request().setKeepBranch(true).build());
    assertThat(promotion.getState()).isEqualTo(Promotion.State.STATE_DONE);
    assertThat(promotion.getBranchDiscarded()).isFalse();
    assertThat(hindcast.branches.get(branch).getState()).isEqualTo(Branch.State.STATE_READY);
  }

  @Test
  void productionThatMovedSinceTheForkIsLeftAlone() {
    hindcast.registry.channels.put(PRODUCTION, "bundles/guard/versions/7");
    var error = Errors.of(() -> gateway.replays().promote(request().build()));
    assertThat(error.getReason()).isEqualTo("STATE_MOVED");
    assertThat(error.getMetadataOrThrow("expected")).isEqualTo(TestStore.V1);
    assertThat(error.getMetadataOrThrow("actual")).isEqualTo("bundles/guard/versions/7");
    assertThat(gateway.get(replay).getPromotion().getState())
        .isEqualTo(Promotion.State.STATE_REFUSED);
    assertThat(hindcast.branches.get(branch).getState()).isEqualTo(Branch.State.STATE_READY);
    assertThat(Errors.of(() -> gateway.replays().promote(request().build())).getReason())
        .isEqualTo("STATE_MOVED");
    assertThat(hindcast.registry.channels).containsEntry(PRODUCTION, "bundles/guard/versions/7");
  }

  @Test
  void anotherChannelMovesFromWhereItIs() {
    var promotion = gateway.replays().promote(request().setChannel("shadow").build());
    assertThat(promotion.getFrom()).isEmpty();
    assertThat(hindcast.registry.channels)
        .containsEntry("bundles/guard/channels/shadow", TestStore.V2)
        .containsEntry(PRODUCTION, TestStore.V1);
  }

  @Test
  void aGateThatDoesNotHoldStopsEverything() {
    var error =
        Errors.of(
            () ->
                gateway
                    .replays()
                    .promote(
                        request()
                            .addGates("diff.changed == 0")
                            .addGates("diff.coverage > 0.5")
                            .addGates("diff.broken_workflows == 0")
                            .build()));
    assertThat(error.getReason()).isEqualTo("GATE_FAILED");
    assertThat(error.getMetadataOrThrow("gates")).isEqualTo("2");
    assertThat(gateway.get(replay).hasPromotion()).isFalse();
    assertThat(hindcast.registry.channels).containsEntry(PRODUCTION, TestStore.V1);
    assertThat(
            Errors.of(() -> gateway.replays().promote(request().addGates("diff.nonsense").build()))
                .getMetadataOrThrow("field"))
        .isEqualTo("gates[0]");
    assertThat(gateway.replays().promote(request().build()).getState())
        .isEqualTo(Promotion.State.STATE_DONE);
  }

  @Test
  void whatWasNeverPublishedOrDidNotSucceedIsNotPromoted() {
    var local =
        hindcast.branches.fork(
            "local",
            hindcast
                .store()
                .activate(TestStore.limit(500), TestStore.V1)
                .candidate(TestStore.limit(200), ""));
    var unpublished = succeed(local);
    assertThat(
            Errors.of(() -> gateway.replays().promote(request().setReplay(unpublished).build()))
                .getReason())
        .isEqualTo("WRONG_STATE");
    var running = gateway.start(branch, 1).getName();
    assertThat(
            Errors.of(() -> gateway.replays().promote(request().setReplay(running).build()))
                .getMetadataOrThrow("state"))
        .isEqualTo("RUNNING");
  }

  @Test
  void aMoveWhoseAnswerWasLostIsFinishedByTheNextGateway() {
    hindcast.registry.diesAfterMove.set(true);
    assertThat(Errors.of(() -> gateway.replays().promote(request().build())).getReason())
        .isEqualTo("DEPENDENCY_UNAVAILABLE");
    gateway.close();
    hindcast.registry.diesAfterMove.set(false);
    var next = hindcast.gateway();
    Await.until(
        "the promotion is resumed",
        Duration.ofSeconds(20),
        () -> next.get(replay).getPromotion().getState() == Promotion.State.STATE_DONE);
    assertThat(hindcast.registry.moves).hasValue(1);
    assertThat(hindcast.branches.get(branch).getDeleteCause())
        .isEqualTo(Branch.DeleteCause.DELETE_CAUSE_PROMOTED);
  }

  @Test
  void aBranchThatCannotBeDiscardedYetGoesLater() {
    hindcast.branches.silent.set(true);
    var pending = gateway.replays().promote(request().build());
    assertThat(pending.getState()).isEqualTo(Promotion.State.STATE_PENDING);
    assertThat(hindcast.registry.channels).containsEntry(PRODUCTION, TestStore.V2);
    hindcast.branches.silent.set(false);
    Await.until(
        "the sweeper discards it",
        Duration.ofSeconds(20),
        () -> gateway.get(replay).getPromotion().getState() == Promotion.State.STATE_DONE);
    assertThat(hindcast.branches.deletions).hasValue(1);
  }

  @Test
  void anotherForkUnderTheSameNameIsNotDiscarded() {
    hindcast.branches.expire(branch);
    assertThat(hindcast.branch("promoted")).isEqualTo(branch);
    var promotion = gateway.replays().promote(request().build());
    assertThat(promotion.getState()).isEqualTo(Promotion.State.STATE_DONE);
    assertThat(hindcast.branches.get(branch).getState()).isEqualTo(Branch.State.STATE_READY);
  }

  @Test
  void aVersionThatIsGoneLeavesNoIntentBehind() {
    hindcast.registry.versions.remove(TestStore.V2);
    assertThat(Errors.of(() -> gateway.replays().promote(request().build())).getReason())
        .isEqualTo("RESOURCE_NOT_FOUND");
    assertThat(gateway.get(replay).hasPromotion()).isFalse();
  }
}
