package dev.hindcast.branch.grpc;

import dev.hindcast.branch.branch.BranchCreation;
import dev.hindcast.branch.branch.BranchLimits;
import dev.hindcast.branch.branch.BranchService;
import dev.hindcast.branch.branch.Creation;
import dev.hindcast.branch.branch.DeleteCause;
import dev.hindcast.branch.store.StoreService;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.BranchConnection;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc.BranchServiceImplBase;
import dev.hindcast.proto.branch.v1.ConnectBranchRequest;
import dev.hindcast.proto.branch.v1.CreateBranchRequest;
import dev.hindcast.proto.branch.v1.DeleteBranchRequest;
import dev.hindcast.proto.branch.v1.ExtendBranchRequest;
import dev.hindcast.proto.branch.v1.GetBranchRequest;
import dev.hindcast.proto.branch.v1.GetStoreRequest;
import dev.hindcast.proto.branch.v1.ListBranchesRequest;
import dev.hindcast.proto.branch.v1.ListBranchesResponse;
import dev.hindcast.proto.branch.v1.LoadBundleRequest;
import dev.hindcast.proto.branch.v1.RecordActivationRequest;
import dev.hindcast.proto.branch.v1.RecordActivationResponse;
import dev.hindcast.proto.branch.v1.StoreSummary;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** BranchService over gRPC: reads a request, calls the rules, maps the answer. */
@Singleton
final class BranchEndpoint extends BranchServiceImplBase {
  private final StoreService stores;
  private final BranchCreation creation;
  private final BranchService branches;

  BranchEndpoint(StoreService stores, BranchCreation creation, BranchService branches) {
    this.stores = stores;
    this.creation = creation;
    this.branches = branches;
  }

  @Override
  public void getStore(GetStoreRequest request, StreamObserver<StoreSummary> answer) {
    send(answer, StoreProtos.message(stores.get(ResourceNames.store(request.getName()))));
  }

  @Override
  public void createBranch(CreateBranchRequest request, StreamObserver<Branch> answer) {
    var ttl = request.hasTtl() ? BranchProtos.duration(request.getTtl()) : BranchLimits.DEFAULT_TTL;
    var requestId =
        Optional.of(request.getRequestId()).filter(id -> !id.isEmpty()).map(UUID::fromString);
    var wanted =
        new Creation(
            ResourceNames.store(request.getParent()),
            request.getBranchId(),
            ttl,
            storable(request.getOwner()),
            requestId);
    send(answer, BranchProtos.message(creation.create(wanted)));
  }

  @Override
  public void getBranch(GetBranchRequest request, StreamObserver<Branch> answer) {
    send(answer, BranchProtos.message(branches.get(ResourceNames.branch(request.getName()))));
  }

  @Override
  public void listBranches(
      ListBranchesRequest request, StreamObserver<ListBranchesResponse> answer) {
    var page =
        branches.list(
            ResourceNames.storeOrAll(request.getParent()),
            request.getShowDeleted(),
            request.getPageSize(),
            request.getPageToken());
    send(answer, BranchProtos.response(page));
  }

  @Override
  public void extendBranch(ExtendBranchRequest request, StreamObserver<Branch> answer) {
    var name = ResourceNames.branch(request.getName());
    var extended =
        switch (request.getExpiryCase()) {
          case TTL ->
              branches.extend(name, BranchProtos.duration(request.getTtl()), request.getEtag());
          case EXPIRE_TIME ->
              branches.extend(
                  name, BranchProtos.instant(request.getExpireTime()), request.getEtag());
          case EXPIRY_NOT_SET ->
              throw new FailureException(new Failure.InvalidRequest("expiry", "must be given"));
        };
    send(answer, BranchProtos.message(extended));
  }

  @Override
  public void deleteBranch(DeleteBranchRequest request, StreamObserver<Branch> answer) {
    var cause = request.getPromoted() ? DeleteCause.PROMOTED : DeleteCause.REQUESTED;
    var deleted =
        branches.delete(ResourceNames.branch(request.getName()), cause, request.getEtag());
    send(answer, BranchProtos.message(deleted));
  }

  @Override
  public void loadBundle(LoadBundleRequest request, StreamObserver<Branch> answer) {
    var loaded =
        branches.load(
            ResourceNames.branch(request.getName()),
            BranchProtos.role(request.getRole()),
            request.getArchive().toByteArray(),
            request.getVersion());
    send(answer, BranchProtos.message(loaded));
  }

  @Override
  public void connectBranch(ConnectBranchRequest request, StreamObserver<BranchConnection> answer) {
    send(answer, BranchProtos.message(branches.connect(ResourceNames.branch(request.getName()))));
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
            .map(it -> BranchProtos.instant(it.getActivateTime())));
    send(answer, RecordActivationResponse.getDefaultInstance());
  }

  /** PostgreSQL stores every character but one. */
  private static String storable(String owner) {
    if (owner.indexOf('\0') >= 0) {
      throw new FailureException(
          new Failure.InvalidRequest("owner", "must not contain the character U+0000"));
    }
    return owner;
  }

  private static <T> void send(StreamObserver<T> answer, T message) {
    answer.onNext(message);
    answer.onCompleted();
  }
}
