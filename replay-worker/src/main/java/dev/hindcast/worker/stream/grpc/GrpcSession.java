package dev.hindcast.worker.stream.grpc;

import dev.hindcast.policyproto.JudgedChange;
import dev.hindcast.proto.worker.v1.ReplayCoordinatorServiceGrpc;
import dev.hindcast.proto.worker.v1.WorkRequest;
import dev.hindcast.proto.worker.v1.WorkResponse;
import dev.hindcast.worker.assignment.Lease;
import dev.hindcast.worker.shard.PassBatch;
import dev.hindcast.worker.shard.ShardFailure;
import dev.hindcast.worker.shard.ShardResult;
import dev.hindcast.worker.stream.CoordinatorSession;
import dev.hindcast.worker.stream.SessionEvents;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** A session over one channel of its own. */
final class GrpcSession implements CoordinatorSession {
  /** Batches count from 0, and a shard's summary is acknowledged by the number of its batches. */
  private record AckKey(Lease lease, long sequence) {}

  private final ManagedChannel channel;
  private final Outbox outbox = new Outbox();
  private final Map<AckKey, MonoSink<Void>> unacked = new ConcurrentHashMap<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile SessionEvents events;

  GrpcSession(ManagedChannel channel) {
    this.channel = channel;
  }

  @Override
  public void start(SessionEvents to) {
    events = to;
    // The request observer is the one that Responses.beforeStart was given.
    var _ = ReplayCoordinatorServiceGrpc.newStub(channel).work(new Responses());
  }

  @Override
  public void hello(String workerId, int slots, boolean reconnected) {
    outbox.send(WorkProtos.hello(workerId, slots, reconnected));
  }

  @Override
  public void offer(int slots) {
    outbox.send(WorkProtos.offer(slots));
  }

  @Override
  public void heartbeat(List<Lease> leases, int slots) {
    outbox.heartbeat(WorkProtos.heartbeat(leases, slots));
  }

  @Override
  public void failure(Lease lease, ShardFailure failure) {
    outbox.send(WorkProtos.failure(lease, failure));
  }

  @Override
  public Mono<Void> changes(Lease lease, long sequence, List<JudgedChange> changes) {
    return acknowledged(
        new AckKey(lease, sequence), () -> WorkProtos.changes(lease, sequence, changes));
  }

  @Override
  public Mono<Void> changes(Lease lease, long sequence, PassBatch batch) {
    return acknowledged(
        new AckKey(lease, sequence), () -> WorkProtos.changes(lease, sequence, batch));
  }

  @Override
  public Mono<Void> summary(Lease lease, ShardResult result) {
    return acknowledged(
        new AckKey(lease, result.batches()), () -> WorkProtos.summary(lease, result));
  }

  private Mono<Void> acknowledged(AckKey key, Supplier<WorkRequest> message) {
    return Mono.create(
        sink -> {
          unacked.put(key, sink);
          sink.onDispose(() -> unacked.remove(key, sink));
          if (over.getCount() == 0) {
            sink.error(new CancellationException("the stream has ended"));
          } else {
            outbox.send(message.get());
          }
        });
  }

  @Override
  public void close(Duration patience) {
    outbox.complete();
    try {
      if (!over.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      channel.shutdownNow();
    }
  }

  private void ended(String reason) {
    outbox.drop();
    events.ended(reason);
    over.countDown();
    unacked.values().forEach(s -> s.error(new CancellationException("the stream has ended")));
    unacked.clear();
  }

  private final class Responses implements ClientResponseObserver<WorkRequest, WorkResponse> {
    @Override
    public void beforeStart(ClientCallStreamObserver<WorkRequest> requests) {
      outbox.open(requests);
      requests.setOnReadyHandler(outbox::flush);
    }

    @Override
    public void onNext(WorkResponse response) {
      switch (response.getMessageCase()) {
        case ASSIGNMENT -> assigned(response);
        case ACK -> {
          var lease = WorkProtos.lease(response.getAck().getLease());
          var sink = unacked.remove(new AckKey(lease, response.getAck().getSequence()));
          // The ack of a shard that was revoked meanwhile is nobody's.
          if (sink != null) {
            sink.success();
          }
        }
        case REVOCATION ->
            events.revoked(
                WorkProtos.lease(response.getRevocation().getLease()),
                response.getRevocation().getReason());
        case DRAINING -> events.draining();
        case WELCOME -> WorkProtos.lease(response.getWelcome()).ifPresent(events::welcomed);
        case MESSAGE_NOT_SET -> {
          // A message of a newer gateway, which does without an answer from older workers.
        }
      }
    }

    private void assigned(WorkResponse response) {
      var assignment = response.getAssignment();
      try {
        events.assigned(WorkProtos.assignment(assignment));
      } catch (IllegalArgumentException e) {
        events.unreadable(WorkProtos.lease(assignment.getLease()), e.getMessage());
      }
    }

    @Override
    public void onError(Throwable thrown) {
      ended(Status.fromThrowable(thrown).getCode().toString());
    }

    @Override
    public void onCompleted() {
      ended("the gateway ended it");
    }
  }
}
