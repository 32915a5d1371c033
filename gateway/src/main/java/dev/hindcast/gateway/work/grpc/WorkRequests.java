package dev.hindcast.gateway.work.grpc;

import dev.hindcast.gateway.lease.LeaseDuration;
import dev.hindcast.gateway.lease.LeaseService;
import dev.hindcast.gateway.lease.Sessions;
import dev.hindcast.gateway.lease.ShardReturns;
import dev.hindcast.gateway.lease.WorkerSession;
import dev.hindcast.gateway.merge.MergeService;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.proto.worker.v1.ChangeBatch;
import dev.hindcast.proto.worker.v1.Heartbeat;
import dev.hindcast.proto.worker.v1.Hello;
import dev.hindcast.proto.worker.v1.ShardFailure;
import dev.hindcast.proto.worker.v1.ShardSummary;
import dev.hindcast.proto.worker.v1.WorkRequest;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/**
 * A worker's side of a stream. Every message is dealt with before the next one is read, so a slow
 * database slows the worker and nothing piles up here. gRPC calls it from one thread at a time.
 */
final class WorkRequests implements StreamObserver<WorkRequest> {
  private static final int PROTOCOL_VERSION = 1;
  private static final String LOST = "the lease is lost";

  private final Sessions sessions;
  private final LeaseService leases;
  private final MergeService merge;
  private final ShardReturns returns;
  private final LeaseDuration lease;
  private final WorkResponses responses;
  private Optional<WorkerSession> session = Optional.empty();

  WorkRequests(
      Sessions sessions,
      LeaseService leases,
      MergeService merge,
      ShardReturns returns,
      LeaseDuration lease,
      WorkResponses responses) {
    this.sessions = sessions;
    this.leases = leases;
    this.merge = merge;
    this.returns = returns;
    this.lease = lease;
    this.responses = responses;
  }

  @Override
  public void onNext(WorkRequest request) {
    switch (request.getMessageCase()) {
      case HELLO -> hello(request.getHello());
      case OFFER -> sessions.offer(session(), Math.max(0, request.getOffer().getSlotCount()));
      case HEARTBEAT -> heartbeat(request.getHeartbeat());
      case CHANGES -> changes(request.getChanges());
      case SUMMARY -> summary(request.getSummary());
      case FAILURE -> failure(request.getFailure());
      // A message of a newer worker.
      case MESSAGE_NOT_SET -> {}
    }
  }

  private void hello(Hello hello) {
    if (session.isPresent()) {
      throw invalid("hello", "opens a stream and comes once");
    }
    if (hello.getWorkerId().isEmpty() || hello.getSlotCount() < 1) {
      throw invalid("hello", "needs a worker_id and at least one slot");
    }
    if (hello.getProtocolVersion() != PROTOCOL_VERSION) {
      throw new FailureException(
          new Failure.NotSupported(
              "version "
                  + hello.getProtocolVersion()
                  + " of the workers' protocol (this gateway speaks "
                  + PROTOCOL_VERSION
                  + ": run workers and gateways of one release)"));
    }
    responses.welcome(lease);
    session =
        Optional.of(
            sessions.open(
                hello.getWorkerId(), hello.getSlotCount(), hello.getReconnected(), responses));
  }

  private void heartbeat(Heartbeat message) {
    leases.heartbeat(session(), message.getShardsList().stream().map(WorkProtos::lease).toList());
    if (message.hasSlotCount()) {
      sessions.offer(session(), Math.max(0, message.getSlotCount()));
    }
  }

  private void changes(ChangeBatch message) {
    var batch = WorkProtos.batch(message);
    if (merge.append(session(), batch)) {
      responses.ack(batch.lease(), batch.sequence());
    } else {
      responses.revoke(batch.lease(), LOST);
    }
  }

  private void summary(ShardSummary message) {
    var result = WorkProtos.result(message);
    if (merge.commit(session(), result)) {
      responses.ack(result.lease(), result.batches());
    } else {
      responses.revoke(result.lease(), LOST);
    }
  }

  private void failure(ShardFailure message) {
    returns.failed(
        session(),
        WorkProtos.lease(message.getLease()),
        WorkProtos.cause(message),
        message.getDetail());
  }

  private WorkerSession session() {
    return session.orElseThrow(() -> invalid("message", "must be hello, as the first one"));
  }

  private static FailureException invalid(String field, String problem) {
    return new FailureException(new Failure.InvalidRequest(field, problem));
  }

  @Override
  public void onError(Throwable cause) {
    over();
  }

  @Override
  public void onCompleted() {
    end();
    responses.complete();
  }

  /** The call is over, whoever ended it; may come more than once. */
  void over() {
    responses.over();
    end();
  }

  private void end() {
    session.ifPresent(open -> sessions.end(open, true));
  }
}
