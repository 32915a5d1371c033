package dev.hindcast.branch.grpc;

import dev.hindcast.branch.branch.BranchCreation;
import dev.hindcast.branch.branch.BranchReset;
import dev.hindcast.branch.branch.BranchService;
import dev.hindcast.branch.event.EventWatches;
import dev.hindcast.branch.store.StoreService;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.BranchConnection;
import dev.hindcast.proto.branch.v1.BranchEvent;
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
import dev.hindcast.proto.branch.v1.ResetBranchRequest;
import dev.hindcast.proto.branch.v1.StoreSummary;
import dev.hindcast.proto.branch.v1.WatchBranchesRequest;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.OptionalLong;

/** BranchService over gRPC: reads a request, calls the rules, maps the answer. */
@Singleton
final class BranchEndpoint extends BranchServiceImplBase {
  private final StoreService stores;
  private final BranchCreation creation;
  private final BranchService branches;
  private final BranchReset reset;
  private final EventWatches watches;

  BranchEndpoint(
      StoreService stores,
      BranchCreation creation,
      BranchService branches,
      BranchReset reset,
      EventWatches watches) {
    this.stores = stores;
    this.creation = creation;
    this.branches = branches;
    this.reset = reset;
    this.watches = watches;
  }

  @Override
  public void getStore(GetStoreRequest request, StreamObserver<StoreSummary> answer) {
    send(answer, StoreProtos.message(stores.get(ResourceNames.store(request.getName()))));
  }

  @Override
  public void createBranch(CreateBranchRequest request, StreamObserver<Branch> answer) {
    var created = creation.create(BranchRequests.creation(request));
    send(answer, BranchProtos.message(branches.observed(created)));
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
            BranchRequests.filter(request), request.getPageSize(), request.getPageToken());
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
                  name,
                  BranchProtos.instant(request.getExpireTime(), "expire_time"),
                  request.getEtag());
          case EXPIRY_NOT_SET ->
              throw new FailureException(new Failure.InvalidRequest("expiry", "must be given"));
        };
    send(answer, BranchProtos.message(extended));
  }

  @Override
  public void resetBranch(ResetBranchRequest request, StreamObserver<Branch> answer) {
    var ready = reset.reset(ResourceNames.branch(request.getName()), request.getEtag());
    send(answer, BranchProtos.message(branches.observed(ready)));
  }

  @Override
  public void deleteBranch(DeleteBranchRequest request, StreamObserver<Branch> answer) {
    var deleted =
        branches.delete(
            ResourceNames.branch(request.getName()),
            BranchRequests.cause(request.getCause()),
            request.getEtag());
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
  public void watchBranches(WatchBranchesRequest request, StreamObserver<BranchEvent> call) {
    watches.add(
        ResourceNames.storeOrAll(request.getParent()),
        request.hasAfter() ? OptionalLong.of(request.getAfter()) : OptionalLong.empty(),
        new WatchCall((ServerCallStreamObserver<BranchEvent>) call));
  }

  private static <T> void send(StreamObserver<T> answer, T message) {
    answer.onNext(message);
    answer.onCompleted();
  }
}
