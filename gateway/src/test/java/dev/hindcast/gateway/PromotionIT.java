package dev.hindcast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.replay.v1.EvaluateGatesRequest;
import dev.hindcast.proto.replay.v1.GateVerdict;
import dev.hindcast.proto.replay.v1.GetPromotionRequest;
import dev.hindcast.proto.replay.v1.ListReplaysRequest;
import dev.hindcast.proto.replay.v1.PromoteRequest;
import dev.hindcast.proto.replay.v1.Promotion;
import dev.hindcast.testkit.Await;
import dev.hindcast.testkit.Errors;
import java.time.Duration;
import java.util.List;
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
    replay = gateway.succeed(branch);
  }

  @AfterEach
  void close() {
    hindcast.close();
  }

  private Promotion get(String name) {
    return gateway.replays().getPromotion(GetPromotionRequest.newBuilder().setName(name).build());
  }

  private String reason(PromoteRequest.Builder request) {
    return Errors.of(() -> gateway.replays().promote(request.build())).getReason();
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
    assertThat(promotion.getName()).isEqualTo(replay + "/promotions/1");
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
    assertThat(gateway.get(replay).getPromotion()).isEqualTo(promotion.getName());
    assertThat(get(promotion.getName())).isEqualTo(promotion);
    assertThat(gateway.promotions(replay)).containsExactly(promotion);
    // Diff and changes outlive the branch.
    assertThat(gateway.diff(replay)).isEqualTo(diff);
  }

  @Test
  void oneReplayGoesToSeveralChannels() {
    var shadow = gateway.replays().promote(request().setChannel("shadow").build());
    var production = gateway.replays().promote(request().build());
    assertThat(production.getName()).isEqualTo(replay + "/promotions/2");
    assertThat(production.getState()).isEqualTo(Promotion.State.STATE_DONE);
    assertThat(gateway.promotions(replay)).containsExactly(production, shadow);
    assertThat(gateway.get(replay).getPromotion()).isEqualTo(production.getName());
    assertThat(gateway.replays().promote(request().setChannel("shadow").build())).isEqualTo(shadow);
    assertThat(
            gateway
                .replays()
                .listReplays(ListReplaysRequest.getDefaultInstance())
                .getReplays(0)
                .getPromotion())
        .isEqualTo(production.getName());
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
    var refused = get(replay + "/promotions/1");
    assertThat(refused.getState()).isEqualTo(Promotion.State.STATE_REFUSED);
    assertThat(refused.getFound()).isEqualTo("bundles/guard/versions/7");
    assertThat(refused.hasEndTime()).isTrue();
    assertThat(gateway.get(replay).getPromotion()).isEmpty();
    assertThat(hindcast.branches.get(branch).getState()).isEqualTo(Branch.State.STATE_READY);
    assertThat(hindcast.registry.channels).containsEntry(PRODUCTION, "bundles/guard/versions/7");
  }

  @Test
  void aRefusedPromotionIsTriedAgainAndChecksAgain() {
    hindcast.registry.channels.put(PRODUCTION, "bundles/guard/versions/7");
    assertThat(reason(request())).isEqualTo("STATE_MOVED");
    assertThat(reason(request())).isEqualTo("STATE_MOVED");
    hindcast.registry.channels.put(PRODUCTION, TestStore.V1);
    assertThat(reason(request().addGates("diff.changed == 0"))).isEqualTo("GATE_FAILED");
    var done = gateway.replays().promote(request().addGates("diff.changed > 0").build());
    assertThat(done.getState()).isEqualTo(Promotion.State.STATE_DONE);
    assertThat(gateway.promotions(replay))
        .extracting(Promotion::getName, Promotion::getState)
        .containsExactly(
            tuple(replay + "/promotions/4", Promotion.State.STATE_DONE),
            tuple(replay + "/promotions/3", Promotion.State.STATE_GATES_FAILED),
            tuple(replay + "/promotions/2", Promotion.State.STATE_REFUSED),
            tuple(replay + "/promotions/1", Promotion.State.STATE_REFUSED));
    assertThat(gateway.get(replay).getPromotion()).isEqualTo(done.getName());
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
  void gatesThatDoNotHoldStopEverythingAndStayOnRecord() {
    var changed = gateway.diff(replay).getChangedCount();
    var failing =
        request()
            .addGates("diff.changed == 0")
            .addGates("diff.coverage > 0.5")
            .addGates("diff.broken_workflows == 0");
    var error = Errors.of(() -> gateway.replays().promote(failing.build()));
    assertThat(error.getReason()).isEqualTo("GATE_FAILED");
    assertThat(error.getMetadataMap())
        .containsEntry("replay", replay)
        .containsEntry("promotion", replay + "/promotions/1")
        .containsEntry("gates", "2")
        .containsEntry("failed_gates", "diff.changed == 0\ndiff.broken_workflows == 0");
    var recorded = get(error.getMetadataOrThrow("promotion"));
    assertThat(recorded.getState()).isEqualTo(Promotion.State.STATE_GATES_FAILED);
    assertThat(recorded.hasEndTime()).isTrue();
    assertThat(recorded.getGatesList())
        .extracting(GateVerdict::getPassed)
        .containsExactly(false, true, false);
    assertThat(recorded.getGates(0).getDetail()).isEqualTo("changed = " + changed);
    assertThat(gateway.get(replay).getPromotion()).isEmpty();
    assertThat(hindcast.registry.channels).containsEntry(PRODUCTION, TestStore.V1);
    assertThat(hindcast.branches.get(branch).getState()).isEqualTo(Branch.State.STATE_READY);

    assertThat(
            Errors.of(() -> gateway.replays().promote(request().addGates("diff.nonsense").build()))
                .getMetadataOrThrow("field"))
        .isEqualTo("gates[0]");
    assertThat(gateway.promotions(replay)).hasSize(1);
    assertThat(gateway.replays().promote(request().build()).getName())
        .isEqualTo(replay + "/promotions/2");
  }

  @Test
  void gatesAreEvaluatedWithoutAnEffect() {
    var gates = List.of("diff.changed == 0", "diff.coverage > 0.5");
    var verdicts = gateway.replays().evaluateGates(gates(gates));
    assertThat(verdicts.getPassed()).isFalse();
    assertThat(verdicts.getGatesList())
        .extracting(GateVerdict::getGate, GateVerdict::getPassed)
        .containsExactly(tuple(gates.get(0), false), tuple(gates.get(1), true));
    assertThat(gateway.replays().evaluateGates(gates(gates.subList(1, 2))).getPassed()).isTrue();
    assertThat(
            Errors.of(() -> gateway.replays().evaluateGates(gates(List.of("true", "diff.no"))))
                .getMetadataOrThrow("field"))
        .isEqualTo("gates[1]");
    assertThat(Errors.of(() -> gateway.replays().evaluateGates(gates(List.of()))).getReason())
        .isEqualTo("INVALID_REQUEST");
    assertThat(gateway.promotions(replay)).isEmpty();
    // What the evaluation says is what a promotion puts on record.
    assertThat(reason(request().addAllGates(gates))).isEqualTo("GATE_FAILED");
    assertThat(get(replay + "/promotions/1").getGatesList()).isEqualTo(verdicts.getGatesList());
  }

  private EvaluateGatesRequest gates(List<String> gates) {
    return EvaluateGatesRequest.newBuilder().setReplay(replay).addAllGates(gates).build();
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
    var unpublished = gateway.succeed(local);
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
  void anIntentThatWasNotCarriedOutIsFinishedByTheNextGateway() {
    hindcast.registry.diesBeforeMove.set(true);
    assertThat(reason(request().addGates("diff.changed > 0"))).isEqualTo("DEPENDENCY_UNAVAILABLE");
    gateway.close();
    assertThat(hindcast.count("SELECT count(*) FROM gateway.promotion WHERE state = 'PENDING'"))
        .isOne();
    assertThat(hindcast.registry.channels).containsEntry(PRODUCTION, TestStore.V1);
    hindcast.registry.diesBeforeMove.set(false);
    var next = hindcast.gateway();
    Await.until(
        "the promotion is resumed",
        Duration.ofSeconds(20),
        () -> !next.get(replay).getPromotion().isEmpty());
    assertThat(hindcast.registry.channels).containsEntry(PRODUCTION, TestStore.V2);
    assertThat(next.promotions(replay))
        .singleElement()
        .satisfies(
            done -> {
              assertThat(done.getState()).isEqualTo(Promotion.State.STATE_DONE);
              assertThat(done.getBranchDiscarded()).isTrue();
              assertThat(done.getGates(0).getPassed()).isTrue();
            });
  }

  @Test
  void aRepeatedCallFinishesWhatIsPending() {
    hindcast.registry.diesBeforeMove.set(true);
    assertThat(reason(request())).isEqualTo("DEPENDENCY_UNAVAILABLE");
    hindcast.registry.diesBeforeMove.set(false);
    var done = gateway.replays().promote(request().addGates("diff.changed == 0").build());
    assertThat(done.getState()).isEqualTo(Promotion.State.STATE_DONE);
    assertThat(gateway.promotions(replay)).containsExactly(done);
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
        () -> !next.get(replay).getPromotion().isEmpty());
    assertThat(hindcast.registry.moves).hasValue(1);
    assertThat(hindcast.branches.get(branch).getDeleteCause())
        .isEqualTo(Branch.DeleteCause.DELETE_CAUSE_PROMOTED);
  }

  @Test
  void aRollbackInBetweenIsNotUndoneByTheNextGateway() {
    hindcast.registry.diesAfterMove.set(true);
    assertThat(Errors.of(() -> gateway.replays().promote(request().build())).getReason())
        .isEqualTo("DEPENDENCY_UNAVAILABLE");
    gateway.close();
    hindcast.registry.channels.put(PRODUCTION, TestStore.V1); // an operator moves it back
    hindcast.registry.diesAfterMove.set(false);
    var next = hindcast.gateway();
    Await.until(
        "the promotion is resumed",
        Duration.ofSeconds(20),
        () -> !next.get(replay).getPromotion().isEmpty());
    assertThat(hindcast.registry.channels).containsEntry(PRODUCTION, TestStore.V1);
    assertThat(hindcast.registry.moves).hasValue(1);
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
        () -> !gateway.get(replay).getPromotion().isEmpty());
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
  void onlyWhatWasReplayedIsPromoted() {
    hindcast.registry.versions.put(TestStore.V2, TestStore.limit(1));
    for (var validate : List.of(true, false)) {
      var error =
          Errors.of(() -> gateway.replays().promote(request().setValidateOnly(validate).build()));
      assertThat(error.getReason()).isEqualTo("WRONG_STATE");
      assertThat(error.getMetadataOrThrow("state"))
          .contains("other files than those of " + TestStore.V2);
    }
    assertThat(gateway.promotions(replay)).isEmpty();
    assertThat(hindcast.registry.channels).containsEntry(PRODUCTION, TestStore.V1);
  }

  @Test
  void aBranchThatIsBeingResetIsDiscardedLater() {
    hindcast.branches.state(branch, Branch.State.STATE_RESETTING);
    var pending = gateway.replays().promote(request().build());
    assertThat(pending.getState()).isEqualTo(Promotion.State.STATE_PENDING);
    hindcast.branches.state(branch, Branch.State.STATE_READY);
    Await.until(
        "the sweeper discards it",
        Duration.ofSeconds(20),
        () -> !gateway.get(replay).getPromotion().isEmpty());
    assertThat(hindcast.branches.deletions).hasValue(1);
  }

  @Test
  void aVersionThatIsGoneLeavesNoIntentBehind() {
    hindcast.registry.versions.remove(TestStore.V2);
    assertThat(Errors.of(() -> gateway.replays().promote(request().build())).getReason())
        .isEqualTo("RESOURCE_NOT_FOUND");
    assertThat(gateway.promotions(replay)).isEmpty();
  }
}
