package dev.hindcast.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.hindcast.proto.replay.v1.GateVerdict;
import dev.hindcast.proto.replay.v1.ListPromotionsResponse;
import dev.hindcast.proto.replay.v1.Promotion;
import org.junit.jupiter.api.Test;

class PromotionTextTest {
  private static final Promotion DONE =
      Promotion.newBuilder()
          .setName("replays/r/promotions/2")
          .setState(Promotion.State.STATE_DONE)
          .setChannel("bundles/guard/channels/production")
          .setFrom("bundles/guard/versions/1")
          .setTo("bundles/guard/versions/2")
          .setPromoter("ann")
          .setCreateTime(Timestamp.newBuilder().setSeconds(1_700_000_000))
          .addGates(GateVerdict.newBuilder().setGate("diff.changed > 0").setPassed(true))
          .addGates(
              GateVerdict.newBuilder()
                  .setGate("diff.newly_denied == 0")
                  .setDetail("newly_denied = 12"))
          .setBranchDiscarded(true)
          .build();

  @Test
  void oneIsToldWithItsGatesAndItsName() {
    assertThat(PromotionText.lines(DONE))
        .contains(
            "bundles/guard/channels/production: guard/1 -> guard/2, done",
            "  gate held: diff.changed > 0",
            "  gate did not hold: diff.newly_denied == 0 (newly_denied = 12)",
            "  replays/r/promotions/2, the fork is discarded");
    var dry =
        DONE.toBuilder().clearName().clearFrom().setState(Promotion.State.STATE_VALIDATED).build();
    assertThat(PromotionText.lines(dry))
        .contains(
            "bundles/guard/channels/production: nothing -> guard/2, validated",
            "  dry run: nothing moved, nothing is on record");
  }

  @Test
  void manyAreALineEach() {
    var refused =
        DONE.toBuilder()
            .setName("replays/r/promotions/1")
            .setState(Promotion.State.STATE_REFUSED)
            .setFound("bundles/guard/versions/7")
            .clearGates();
    var list = ListPromotionsResponse.newBuilder().addPromotions(DONE).addPromotions(refused);
    assertThat(PromotionText.table(list.build()))
        .containsExactly(
            "PROMOTION               STATE    CHANNEL     FROM     TO       GATES  BY   TIME",
            "replays/r/promotions/2  done     production  guard/1  guard/2    1/2  ann  2023-11-14T22:13:20Z",
            "replays/r/promotions/1  refused  production  guard/1  guard/2    0/0  ann  2023-11-14T22:13:20Z  found guard/7");
    assertThat(PromotionText.table(list.setNextPageToken("t").build()).getLast())
        .contains("and more");
    assertThat(PromotionText.table(ListPromotionsResponse.getDefaultInstance()))
        .containsExactly("no promotion");
  }
}
