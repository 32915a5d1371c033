package dev.hindcast.gateway;

import dev.hindcast.proto.worker.v1.Ack;
import dev.hindcast.proto.worker.v1.Assignment;
import dev.hindcast.proto.worker.v1.ChangeBatch;
import dev.hindcast.proto.worker.v1.FollowerPart;
import dev.hindcast.proto.worker.v1.Heartbeat;
import dev.hindcast.proto.worker.v1.Hello;
import dev.hindcast.proto.worker.v1.Offer;
import dev.hindcast.proto.worker.v1.ReplayCoordinatorServiceGrpc;
import dev.hindcast.proto.worker.v1.Revocation;
import dev.hindcast.proto.worker.v1.ShardFailure;
import dev.hindcast.proto.worker.v1.ShardLease;
import dev.hindcast.proto.worker.v1.Welcome;
import dev.hindcast.proto.worker.v1.WorkRequest;
import dev.hindcast.proto.worker.v1.WorkResponse;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/** A worker whose every word a test decides. */
final class ScriptedWorker implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final BlockingQueue<WorkResponse> responses = new LinkedBlockingQueue<>();
  final CompletableFuture<Welcome> welcome = new CompletableFuture<>();
  final CompletableFuture<Throwable> broken = new CompletableFuture<>();
  private final ClientCallStreamObserver<WorkRequest> call;
  private volatile boolean closed;

  ScriptedWorker(Channel channel, String id, int slots) {
    this(channel, id, slots, 1);
  }

  ScriptedWorker(Channel channel, String id, int slots, int protocolVersion) {
    this(
        channel,
        Hello.newBuilder()
            .setWorkerId(id)
            .setSlotCount(slots)
            .setProtocolVersion(protocolVersion)
            .build());
  }

  ScriptedWorker(Channel channel, Hello hello) {
    call =
        (ClientCallStreamObserver<WorkRequest>)
            ReplayCoordinatorServiceGrpc.newStub(channel)
                .work(
                    new ClientResponseObserver<WorkRequest, WorkResponse>() {
                      @Override
                      public void beforeStart(ClientCallStreamObserver<WorkRequest> stream) {}

                      @Override
                      public void onNext(WorkResponse response) {
                        if (response.hasWelcome()) {
                          welcome.complete(response.getWelcome());
                        } else {
                          responses.add(response);
                        }
                      }

                      @Override
                      public void onError(Throwable cause) {
                        broken.complete(cause);
                      }

                      @Override
                      public void onCompleted() {
                        broken.complete(new IllegalStateException("completed"));
                      }
                    });
    send(WorkRequest.newBuilder().setHello(hello).build());
  }

  synchronized void send(WorkRequest request) {
    call.onNext(request);
  }

  void offer(int slots) {
    send(WorkRequest.newBuilder().setOffer(Offer.newBuilder().setSlotCount(slots)).build());
  }

  void heartbeat(ShardLease... leases) {
    send(
        WorkRequest.newBuilder()
            .setHeartbeat(Heartbeat.newBuilder().addAllShards(List.of(leases)))
            .build());
  }

  void heartbeatWithSlots(int slots) {
    send(WorkRequest.newBuilder().setHeartbeat(Heartbeat.newBuilder().setSlotCount(slots)).build());
  }

  void batch(ShardLease lease, long sequence, JudgedShard judged) {
    batch(lease, sequence, judged, List.of());
  }

  void batch(ShardLease lease, long sequence, JudgedShard judged, List<FollowerPart> followers) {
    send(
        WorkRequest.newBuilder()
            .setChanges(
                ChangeBatch.newBuilder()
                    .setLease(lease)
                    .setSequence(sequence)
                    .addAllChanges(judged.changes())
                    .addAllFollowers(followers))
            .build());
  }

  void summary(ShardLease lease, long batches, JudgedShard judged) {
    send(
        WorkRequest.newBuilder()
            .setSummary(judged.summary().toBuilder().setLease(lease).setBatchCount(batches))
            .build());
  }

  void failure(ShardLease lease, ShardFailure.Cause cause, String detail) {
    send(
        WorkRequest.newBuilder()
            .setFailure(ShardFailure.newBuilder().setLease(lease).setCause(cause).setDetail(detail))
            .build());
  }

  Assignment assignment() {
    return next(WorkResponse::hasAssignment, WorkResponse::getAssignment);
  }

  Ack ack() {
    return next(WorkResponse::hasAck, WorkResponse::getAck);
  }

  void draining() {
    var _ = next(WorkResponse::hasDraining, WorkResponse::getDraining);
  }

  Revocation revocation() {
    return next(WorkResponse::hasRevocation, WorkResponse::getRevocation);
  }

  /** The next response, which must be of this kind. */
  private <T> T next(Predicate<WorkResponse> kind, Function<WorkResponse, T> content) {
    try {
      var response = responses.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (response == null || !kind.test(response)) {
        throw new AssertionError("came instead: " + response + " " + broken);
      }
      return content.apply(response);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** True if nothing comes for a while. */
  boolean hearsNothing(Duration time) throws InterruptedException {
    var response = responses.poll(time.toMillis(), TimeUnit.MILLISECONDS);
    if (response != null) {
      responses.add(response);
    }
    return response == null;
  }

  /** Judges and commits one shard as an honest worker does. */
  void complete(Assignment assignment) {
    var judged = JudgedShard.of(assignment);
    batch(assignment.getLease(), 0, judged, JudgedShard.followers(assignment));
    summary(assignment.getLease(), 1, judged);
    ack();
    ack();
  }

  /** Works honestly in the background until it is closed or its stream breaks. */
  ScriptedWorker honest(int slots) {
    offer(slots);
    var _ = Thread.ofVirtual().start(() -> work(slots));
    return this;
  }

  private void work(int slots) {
    while (!closed && !broken.isDone()) {
      try {
        var response = responses.poll(50, TimeUnit.MILLISECONDS);
        if (response != null && response.hasAssignment()) {
          var lease = response.getAssignment().getLease();
          var judged = JudgedShard.of(response.getAssignment());
          batch(lease, 0, judged, JudgedShard.followers(response.getAssignment()));
          summary(lease, 1, judged);
          offer(slots);
        }
      } catch (InterruptedException | IllegalStateException e) {
        return;
      }
    }
  }

  /** Dies: the connection breaks, nothing is said. */
  void die() {
    closed = true;
    call.cancel("the worker died", null);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      call.cancel("the test is over", null);
    }
  }
}
