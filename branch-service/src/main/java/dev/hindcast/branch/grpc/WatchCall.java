package dev.hindcast.branch.grpc;

import dev.hindcast.branch.event.BranchEvent;
import dev.hindcast.branch.event.EventWatches.Watcher;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.grpc.FailureStatus;
import io.grpc.stub.ServerCallStreamObserver;

/** One WatchBranches call. A client that reads slowly is waited for; it misses nothing. */
final class WatchCall implements Watcher {
  private final ServerCallStreamObserver<dev.hindcast.proto.branch.v1.BranchEvent> call;

  WatchCall(ServerCallStreamObserver<dev.hindcast.proto.branch.v1.BranchEvent> call) {
    this.call = call;
    // Without a handler the observer throws when the client is gone.
    call.setOnCancelHandler(() -> {});
  }

  @Override
  public boolean isOpen() {
    return !call.isCancelled();
  }

  @Override
  public boolean isReady() {
    return call.isReady();
  }

  @Override
  public void happened(BranchEvent event) {
    call.onNext(EventProtos.message(event));
  }

  @Override
  public void lost(RuntimeException cause) {
    if (!call.isCancelled()) {
      call.onError(
          FailureStatus.exception(
              cause instanceof FailureException known
                  ? known.failure()
                  : new Failure.DependencyUnavailable("the branch-service")));
    }
  }
}
