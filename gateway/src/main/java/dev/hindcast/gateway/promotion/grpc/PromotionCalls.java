package dev.hindcast.gateway.promotion.grpc;

import dev.hindcast.gateway.promotion.PromotionName;
import dev.hindcast.gateway.promotion.PromotionService;
import dev.hindcast.gateway.promotion.Verdict;
import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.gateway.replay.ReplayName;
import dev.hindcast.gateway.replay.grpc.ReplayProtos;
import dev.hindcast.proto.replay.v1.EvaluateGatesRequest;
import dev.hindcast.proto.replay.v1.EvaluateGatesResponse;
import dev.hindcast.proto.replay.v1.GetPromotionRequest;
import dev.hindcast.proto.replay.v1.ListPromotionsRequest;
import dev.hindcast.proto.replay.v1.ListPromotionsResponse;
import dev.hindcast.proto.replay.v1.PromoteRequest;
import dev.hindcast.proto.replay.v1.Promotion;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The methods of the API that are about promotions, and replays with the names of theirs. */
@Singleton
public final class PromotionCalls {
  private static final String ALL_REPLAYS = "-";

  private final PromotionService promotions;

  PromotionCalls(PromotionService promotions) {
    this.promotions = promotions;
  }

  public EvaluateGatesResponse evaluateGates(EvaluateGatesRequest request) {
    var verdicts = promotions.evaluate(ReplayName.of(request.getReplay()), request.getGatesList());
    return EvaluateGatesResponse.newBuilder()
        .addAllGates(verdicts.stream().map(PromotionProtos::verdict).toList())
        .setPassed(verdicts.stream().allMatch(Verdict::passed))
        .build();
  }

  public Promotion promote(PromoteRequest request) {
    return PromotionProtos.message(promotions.promote(PromotionProtos.request(request)));
  }

  public Promotion get(GetPromotionRequest request) {
    return PromotionProtos.message(promotions.get(PromotionName.parse(request.getName())));
  }

  public ListPromotionsResponse list(ListPromotionsRequest request) {
    var replay =
        Optional.of(ReplayName.of(request.getParent())).filter(r -> !ALL_REPLAYS.equals(r));
    var listing = promotions.list(replay, request.getPageSize(), request.getPageToken());
    return ListPromotionsResponse.newBuilder()
        .addAllPromotions(listing.promotions().stream().map(PromotionProtos::message).toList())
        .setNextPageToken(listing.nextPageToken())
        .build();
  }

  /** Replays as messages, each with the name of its newest promotion that is done. */
  public List<dev.hindcast.proto.replay.v1.Replay> withPromotions(List<Replay> replays) {
    var done = promotions.done(replays);
    return replays.stream()
        .map(
            replay -> {
              var message = ReplayProtos.message(replay);
              var name = done.get(replay.id());
              return name == null
                  ? message
                  : message.toBuilder().setPromotion(name.resource()).build();
            })
        .toList();
  }
}
