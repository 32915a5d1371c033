package dev.hindcast.gateway.work.grpc;

import dev.hindcast.gateway.lease.Assignment;
import dev.hindcast.gateway.lease.LeaseDuration;
import dev.hindcast.gateway.lease.ShardLease;
import dev.hindcast.gateway.lease.WorkerStream;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.grpc.FailureStatus;
import dev.hindcast.proto.worker.v1.WorkResponse;
import io.grpc.stub.ServerCallStreamObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway's side of a stream. Several threads write; each message goes out whole. */
final class WorkResponses implements WorkerStream {
  private static final Logger log = LoggerFactory.getLogger(WorkResponses.class);

  private final ServerCallStreamObserver<WorkResponse> call;
  private boolean closed;

  WorkResponses(ServerCallStreamObserver<WorkResponse> call) {
    this.call = call;
  }

  @Override
  public void assign(Assignment assignment) {
    send(WorkProtos.assignment(assignment));
  }

  @Override
  public void revoke(ShardLease lease, String reason) {
    send(WorkProtos.revocation(lease, reason));
  }

  @Override
  public void draining() {
    send(WorkProtos.draining());
  }

  void welcome(LeaseDuration lease) {
    send(WorkProtos.welcome(lease));
  }

  void ack(ShardLease lease, long sequence) {
    send(WorkProtos.ack(lease, sequence));
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      quietly(
          () ->
              call.onError(
                  FailureStatus.exception(new Failure.DependencyUnavailable("this gateway"))));
    }
  }

  /** The worker said all it had to say. */
  synchronized void complete() {
    if (!closed) {
      closed = true;
      quietly(call::onCompleted);
    }
  }

  /** The call is over: nothing can be sent any more. */
  synchronized void over() {
    closed = true;
  }

  private synchronized void send(WorkResponse response) {
    if (!closed) {
      quietly(() -> call.onNext(response));
    }
  }

  /** A call may end at any moment; what it held goes back when its end is noticed. */
  private static void quietly(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      log.debug("the worker is gone", e);
    }
  }
}
