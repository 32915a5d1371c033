package dev.hindcast.branch.grpc;

import dev.hindcast.branch.branch.BranchService;
import dev.hindcast.branch.store.StoreService;
import dev.hindcast.proto.branch.v1.BranchInternalServiceGrpc.BranchInternalServiceImplBase;
import dev.hindcast.proto.branch.v1.HoldBranchRequest;
import dev.hindcast.proto.branch.v1.HoldBranchResponse;
import dev.hindcast.proto.branch.v1.RecordActivationRequest;
import dev.hindcast.proto.branch.v1.RecordActivationResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** BranchInternalService over gRPC: what Hindcast's own services ask. */
@Singleton
final class BranchInternalEndpoint extends BranchInternalServiceImplBase {
  private final StoreService stores;
  private final BranchService branches;

  BranchInternalEndpoint(StoreService stores, BranchService branches) {
    this.stores = stores;
    this.branches = branches;
  }

  @Override
  public void holdBranch(HoldBranchRequest request, StreamObserver<HoldBranchResponse> answer) {
    var until =
        branches.hold(
            ResourceNames.branch(request.getName()),
            BranchRequests.storable("holder", request.getHolder()),
            BranchProtos.duration(request.getDuration()));
    answer.onNext(
        HoldBranchResponse.newBuilder().setHoldTime(BranchProtos.timestamp(until)).build());
    answer.onCompleted();
  }

  @Override
  public void recordActivation(
      RecordActivationRequest request, StreamObserver<RecordActivationResponse> answer) {
    stores.recordActivation(
        ResourceNames.store(request.getName()),
        UUID.fromString(request.getMoveId()),
        request.getVersion(),
        request.getArchive().toByteArray(),
        Optional.of(request)
            .filter(RecordActivationRequest::hasActivateTime)
            .map(it -> BranchProtos.instant(it.getActivateTime(), "activate_time")));
    answer.onNext(RecordActivationResponse.getDefaultInstance());
    answer.onCompleted();
  }
}
