package dev.hindcast.gateway.api.grpc;

import dev.hindcast.gateway.change.ChangeService;
import dev.hindcast.gateway.change.grpc.ChangeRowProtos;
import dev.hindcast.gateway.explain.ExplainService;
import dev.hindcast.gateway.explain.grpc.ExplainProtos;
import dev.hindcast.gateway.live.FollowService;
import dev.hindcast.gateway.merge.DiffService;
import dev.hindcast.gateway.merge.grpc.DiffProtos;
import dev.hindcast.gateway.pass.PassService;
import dev.hindcast.gateway.plan.PlanService;
import dev.hindcast.gateway.plan.grpc.PlanProtos;
import dev.hindcast.gateway.promotion.grpc.PromotionCalls;
import dev.hindcast.gateway.replay.ReplayName;
import dev.hindcast.gateway.replay.ReplayQuota;
import dev.hindcast.gateway.replay.ReplayService;
import dev.hindcast.gateway.replay.Watches;
import dev.hindcast.gateway.replay.grpc.LiveProtos;
import dev.hindcast.gateway.replay.grpc.WatchCall;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.identity.Caller;
import dev.hindcast.proto.replay.v1.CancelReplayRequest;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.EvaluateGatesRequest;
import dev.hindcast.proto.replay.v1.EvaluateGatesResponse;
import dev.hindcast.proto.replay.v1.ExplainChangeRequest;
import dev.hindcast.proto.replay.v1.ExplainChangeResponse;
import dev.hindcast.proto.replay.v1.ExplainReplayRequest;
import dev.hindcast.proto.replay.v1.GetDiffRequest;
import dev.hindcast.proto.replay.v1.GetPromotionRequest;
import dev.hindcast.proto.replay.v1.GetReplayRequest;
import dev.hindcast.proto.replay.v1.ListBrokenWorkflowsRequest;
import dev.hindcast.proto.replay.v1.ListBrokenWorkflowsResponse;
import dev.hindcast.proto.replay.v1.ListChangesRequest;
import dev.hindcast.proto.replay.v1.ListChangesResponse;
import dev.hindcast.proto.replay.v1.ListPromotionsRequest;
import dev.hindcast.proto.replay.v1.ListPromotionsResponse;
import dev.hindcast.proto.replay.v1.ListReplaysRequest;
import dev.hindcast.proto.replay.v1.ListReplaysResponse;
import dev.hindcast.proto.replay.v1.PauseReplayRequest;
import dev.hindcast.proto.replay.v1.PromoteRequest;
import dev.hindcast.proto.replay.v1.Promotion;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.ReplayServiceGrpc.ReplayServiceImplBase;
import dev.hindcast.proto.replay.v1.ResumeReplayRequest;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import dev.hindcast.proto.replay.v1.StopFollowingRequest;
import dev.hindcast.proto.replay.v1.WatchReplayRequest;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.List;

/** {@code hindcast.replay.v1.ReplayService}. */
@Singleton
final class ReplayEndpoint extends ReplayServiceImplBase {
  private final PlanService plans;
  private final PassService passes;
  private final PlanProtos planMessages;
  private final ReplayQuota quota;
  private final ReplayService replays;
  private final Watches watches;
  private final DiffService diffs;
  private final ChangeService changes;
  private final ExplainService explanations;
  private final PromotionCalls promotions;
  private final FollowService follows;

  ReplayEndpoint(
      PlanService plans,
      PassService passes,
      PlanProtos planMessages,
      ReplayQuota quota,
      ReplayService replays,
      Watches watches,
      DiffService diffs,
      ChangeService changes,
      ExplainService explanations,
      PromotionCalls promotions,
      FollowService follows) {
    this.plans = plans;
    this.passes = passes;
    this.planMessages = planMessages;
    this.quota = quota;
    this.replays = replays;
    this.watches = watches;
    this.diffs = diffs;
    this.changes = changes;
    this.explanations = explanations;
    this.promotions = promotions;
    this.follows = follows;
  }

  @Override
  public void startReplay(StartReplayRequest request, StreamObserver<Replay> call) {
    quota.require(Caller.current().subject(), StartProtos.requestId(request));
    var name =
        PassProtos.isPass(request)
            ? passes.start(PassProtos.request(request))
            : plans.start(StartProtos.request(request));
    answer(call, message(replays.get(name)));
  }

  @Override
  public void explainReplay(
      ExplainReplayRequest request, StreamObserver<dev.hindcast.proto.replay.v1.ReplayPlan> call) {
    var plan =
        request.hasName()
            ? planMessages.decode(plans.planOf(replays.get(ReplayName.of(request.getName()))))
            : planMessages.message(plans.explain(PassProtos.requireOne(request.getStart())));
    answer(call, plan);
  }

  @Override
  public void getReplay(GetReplayRequest request, StreamObserver<Replay> call) {
    answer(call, message(replays.get(ReplayName.of(request.getName()))));
  }

  @Override
  public void listReplays(ListReplaysRequest request, StreamObserver<ListReplaysResponse> call) {
    var pass = request.getPass().isEmpty() ? "" : ReplayName.of(request.getPass());
    var listing =
        replays.list(request.getBranch(), pass, request.getPageSize(), request.getPageToken());
    var response = ListReplaysResponse.newBuilder().setNextPageToken(listing.nextPageToken());
    answer(call, response.addAllReplays(promotions.withPromotions(listing.replays())).build());
  }

  @Override
  public void cancelReplay(CancelReplayRequest request, StreamObserver<Replay> call) {
    answer(call, message(replays.cancel(ReplayName.of(request.getName()))));
  }

  @Override
  public void stopFollowing(StopFollowingRequest request, StreamObserver<Replay> call) {
    answer(call, message(follows.stop(ReplayName.of(request.getName()))));
  }

  @Override
  public void pauseReplay(PauseReplayRequest request, StreamObserver<Replay> call) {
    answer(call, message(replays.pause(ReplayName.of(request.getName()))));
  }

  @Override
  public void resumeReplay(ResumeReplayRequest request, StreamObserver<Replay> call) {
    answer(call, message(replays.resume(ReplayName.of(request.getName()))));
  }

  @Override
  public void watchReplay(WatchReplayRequest request, StreamObserver<Replay> call) {
    var name = ReplayName.of(request.getName());
    var _ = replays.get(name);
    watches.add(name, new WatchCall((ServerCallStreamObserver<Replay>) call, this::message));
  }

  @Override
  public void getDiff(GetDiffRequest request, StreamObserver<Diff> call) {
    var diff = diffs.get(ReplayName.of(request.getName()), LiveProtos.part(request.getPart()));
    answer(
        call,
        DiffProtos.message(
            diff, changes.touched(diff.replay()), changes.firstBroken(diff.replay())));
  }

  @Override
  public void listChanges(ListChangesRequest request, StreamObserver<ListChangesResponse> call) {
    var name = ReplayName.of(request.getParent());
    var filter = ChangeRowProtos.filter(request);
    var page =
        switch (LiveProtos.part(request.getPart())) {
          case HISTORY -> changes.list(name, filter, request.getPageSize(), request.getPageToken());
          case LIVE -> changes.arrived(name, filter, request.getPageSize(), request.getPageToken());
        };
    answer(call, ChangeRowProtos.changes(page));
  }

  @Override
  public void listBrokenWorkflows(
      ListBrokenWorkflowsRequest request, StreamObserver<ListBrokenWorkflowsResponse> call) {
    var page =
        changes.broken(
            ReplayName.of(request.getParent()),
            LiveProtos.part(request.getPart()),
            request.getPageSize(),
            request.getPageToken());
    answer(call, ChangeRowProtos.broken(page));
  }

  @Override
  public void explainChange(
      ExplainChangeRequest request, StreamObserver<ExplainChangeResponse> call) {
    var explained =
        explanations.explain(ReplayName.of(request.getName()), actionId(request.getName()));
    answer(call, ExplainProtos.response(explained));
  }

  private static long actionId(String change) {
    try {
      return Long.parseLong(change.substring(change.lastIndexOf('/') + 1));
    } catch (NumberFormatException tooLarge) {
      throw new FailureException(new Failure.ResourceNotFound(change));
    }
  }

  @Override
  public void evaluateGates(
      EvaluateGatesRequest request, StreamObserver<EvaluateGatesResponse> call) {
    answer(call, promotions.evaluateGates(request));
  }

  @Override
  public void promote(PromoteRequest request, StreamObserver<Promotion> call) {
    answer(call, promotions.promote(request));
  }

  @Override
  public void getPromotion(GetPromotionRequest request, StreamObserver<Promotion> call) {
    answer(call, promotions.get(request));
  }

  @Override
  public void listPromotions(
      ListPromotionsRequest request, StreamObserver<ListPromotionsResponse> call) {
    answer(call, promotions.list(request));
  }

  private Replay message(dev.hindcast.gateway.replay.Replay replay) {
    return promotions.withPromotions(List.of(replay)).getFirst();
  }

  private static <T> void answer(StreamObserver<T> call, T response) {
    call.onNext(response);
    call.onCompleted();
  }
}
