package dev.hindcast.gateway.promotion.grpc;

import dev.hindcast.gateway.branch.ForkPoint;
import dev.hindcast.gateway.promotion.Promotion;
import dev.hindcast.gateway.promotion.PromotionRequest;
import dev.hindcast.gateway.replay.ReplayName;
import dev.hindcast.gateway.replay.grpc.ReplayProtos;
import dev.hindcast.proto.replay.v1.GateVerdict;
import dev.hindcast.proto.replay.v1.PromoteRequest;

/** Promotions and requests for them as messages. */
public final class PromotionProtos {
  private PromotionProtos() {}

  public static PromotionRequest request(PromoteRequest request) {
    return new PromotionRequest(
        ReplayName.of(request.getReplay()),
        request.getChannel().isEmpty() ? "production" : request.getChannel(),
        request.getGatesList(),
        request.getKeepBranch(),
        request.getPromoter());
  }

  public static dev.hindcast.proto.replay.v1.Promotion message(Promotion promotion) {
    var replay = promotion.replay();
    var message =
        dev.hindcast.proto.replay.v1.Promotion.newBuilder()
            .setName(replay.resource() + "/promotion")
            .setState(
                switch (promotion.state()) {
                  case PENDING -> dev.hindcast.proto.replay.v1.Promotion.State.STATE_PENDING;
                  case DONE -> dev.hindcast.proto.replay.v1.Promotion.State.STATE_DONE;
                  case REFUSED -> dev.hindcast.proto.replay.v1.Promotion.State.STATE_REFUSED;
                })
            .setChannel(promotion.channel())
            .setFrom(promotion.from())
            .setTo(promotion.to())
            .setPromoter(promotion.promoter())
            .setCreateTime(ReplayProtos.timestamp(promotion.createTime()))
            .setDiffDigest(replay.diffDigest())
            .setBaselineDigest(replay.baseline().digest())
            .setCandidateDigest(replay.candidate().digest())
            .setForkPoint(forkPoint(replay.forkPoint()))
            .setBranch(replay.branch())
            .setBranchDiscarded(promotion.branchDiscarded());
    promotion.endTime().map(ReplayProtos::timestamp).ifPresent(message::setEndTime);
    // A promotion is only recorded if every gate held.
    promotion
        .gates()
        .forEach(gate -> message.addGates(GateVerdict.newBuilder().setGate(gate).setPassed(true)));
    return message.build();
  }

  private static dev.hindcast.proto.branch.v1.ForkPoint forkPoint(ForkPoint point) {
    return dev.hindcast.proto.branch.v1.ForkPoint.newBuilder()
        .setLsn(point.lsn())
        .setSnapshot(point.snapshot())
        .setTime(ReplayProtos.timestamp(point.time()))
        .setSystemIdentifier(point.systemIdentifier())
        .setPrecision(dev.hindcast.proto.branch.v1.ForkPoint.Precision.valueOf(point.precision()))
        .build();
  }
}
