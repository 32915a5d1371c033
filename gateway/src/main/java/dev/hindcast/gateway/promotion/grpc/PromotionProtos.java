package dev.hindcast.gateway.promotion.grpc;

import dev.hindcast.gateway.branch.ForkPoint;
import dev.hindcast.gateway.promotion.Promotion;
import dev.hindcast.gateway.promotion.PromotionRequest;
import dev.hindcast.gateway.promotion.PromotionState;
import dev.hindcast.gateway.promotion.Verdict;
import dev.hindcast.gateway.replay.ReplayName;
import dev.hindcast.gateway.replay.grpc.ReplayProtos;
import dev.hindcast.platform.identity.Caller;
import dev.hindcast.proto.replay.v1.GateVerdict;
import dev.hindcast.proto.replay.v1.PromoteRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Promotions and requests for them as messages. */
final class PromotionProtos {
  private PromotionProtos() {}

  static PromotionRequest request(PromoteRequest request) {
    return new PromotionRequest(
        ReplayName.of(request.getReplay()),
        request.getChannel().isEmpty() ? "production" : request.getChannel(),
        request.getGatesList(),
        request.getKeepBranch(),
        Caller.current().recorded(request.getPromoter()),
        request.hasMaxForkAge()
            ? Optional.of(
                Duration.ofSeconds(
                    request.getMaxForkAge().getSeconds(), request.getMaxForkAge().getNanos()))
            : Optional.empty(),
        request.getRequestId().isEmpty()
            ? Optional.empty()
            : Optional.of(UUID.fromString(request.getRequestId())),
        request.getValidateOnly());
  }

  static dev.hindcast.proto.replay.v1.Promotion message(Promotion promotion) {
    var intent = promotion.intent();
    var evidence = intent.evidence();
    var message =
        dev.hindcast.proto.replay.v1.Promotion.newBuilder()
            .setName(promotion.resource())
            .setState(state(promotion.state()))
            .setReplay(evidence.resource())
            .setChannel(intent.channel())
            .setFrom(intent.from())
            .setTo(intent.to())
            .setFound(promotion.found())
            .setPromoter(intent.promoter())
            .addAllGates(intent.gates().stream().map(PromotionProtos::verdict).toList())
            .setDiffDigest(evidence.diffDigest())
            .setBaselineDigest(evidence.baselineDigest())
            .setCandidateDigest(evidence.candidateDigest())
            .setForkPoint(forkPoint(evidence.forkPoint()))
            .setBranch(evidence.branch())
            .setKeepBranch(intent.keepBranch())
            .setBranchDiscarded(promotion.branchDiscarded());
    promotion.createTime().map(ReplayProtos::timestamp).ifPresent(message::setCreateTime);
    promotion.endTime().map(ReplayProtos::timestamp).ifPresent(message::setEndTime);
    intent.maxForkAge().map(ReplayProtos::duration).ifPresent(message::setMaxForkAge);
    intent.requestId().map(UUID::toString).ifPresent(message::setRequestId);
    return message.build();
  }

  private static dev.hindcast.proto.replay.v1.Promotion.State state(PromotionState state) {
    return switch (state) {
      case PENDING -> dev.hindcast.proto.replay.v1.Promotion.State.STATE_PENDING;
      case DONE -> dev.hindcast.proto.replay.v1.Promotion.State.STATE_DONE;
      case REFUSED -> dev.hindcast.proto.replay.v1.Promotion.State.STATE_REFUSED;
      case GATES_FAILED -> dev.hindcast.proto.replay.v1.Promotion.State.STATE_GATES_FAILED;
      case VALIDATED -> dev.hindcast.proto.replay.v1.Promotion.State.STATE_VALIDATED;
    };
  }

  static GateVerdict verdict(Verdict verdict) {
    return GateVerdict.newBuilder()
        .setGate(verdict.gate())
        .setPassed(verdict.passed())
        .setDetail(verdict.detail())
        .build();
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
