package dev.hindcast.gateway.work.grpc;

import dev.hindcast.gateway.lease.LeaseDuration;
import dev.hindcast.gateway.lease.LeaseService;
import dev.hindcast.gateway.lease.Sessions;
import dev.hindcast.gateway.lease.ShardReturns;
import dev.hindcast.gateway.merge.MergeService;
import dev.hindcast.proto.worker.v1.ReplayCoordinatorServiceGrpc.ReplayCoordinatorServiceImplBase;
import dev.hindcast.proto.worker.v1.WorkRequest;
import dev.hindcast.proto.worker.v1.WorkResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/** {@code hindcast.worker.v1.ReplayCoordinatorService}. */
@Singleton
final class WorkEndpoint extends ReplayCoordinatorServiceImplBase {
  private final Sessions sessions;
  private final LeaseService leases;
  private final MergeService merge;
  private final ShardReturns returns;
  private final LeaseDuration lease;

  WorkEndpoint(
      Sessions sessions,
      LeaseService leases,
      MergeService merge,
      ShardReturns returns,
      LeaseDuration lease) {
    this.sessions = sessions;
    this.leases = leases;
    this.merge = merge;
    this.returns = returns;
    this.lease = lease;
  }

  @Override
  public StreamObserver<WorkRequest> work(StreamObserver<WorkResponse> observer) {
    var call = (ServerCallStreamObserver<WorkResponse>) observer;
    var requests =
        new WorkRequests(sessions, leases, merge, returns, lease, new WorkResponses(call));
    call.setOnCancelHandler(requests::over);
    call.setOnCloseHandler(requests::over);
    return requests;
  }
}
