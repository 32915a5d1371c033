package dev.hindcast.bench;

import dev.hindcast.platform.grpc.Channels;
import dev.hindcast.proto.worker.v1.Assignment;
import dev.hindcast.proto.worker.v1.Heartbeat;
import dev.hindcast.proto.worker.v1.Hello;
import dev.hindcast.proto.worker.v1.Offer;
import dev.hindcast.proto.worker.v1.ReplayCoordinatorServiceGrpc;
import dev.hindcast.proto.worker.v1.ShardLease;
import dev.hindcast.proto.worker.v1.WorkRequest;
import dev.hindcast.proto.worker.v1.WorkResponse;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One worker's stream on a connection of its own, with one slot and without any work behind it. Its
 * methods may be called by two threads: one that works, one that sends heartbeats.
 */
final class SimulatedWorker implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final ManagedChannel channel;
  private final StreamObserver<WorkRequest> requests;
  private final BlockingQueue<Object> answers = new LinkedBlockingQueue<>();

  SimulatedWorker(String gateway, String id) {
    channel = Channels.plaintext(gateway);
    requests =
        ReplayCoordinatorServiceGrpc.newStub(channel)
            .work(
                new StreamObserver<>() {
                  @Override
                  public void onNext(WorkResponse response) {
                    if (!response.hasWelcome()) {
                      answers.add(response);
                    }
                  }

                  @Override
                  public void onError(Throwable cause) {
                    answers.add(cause);
                  }

                  @Override
                  public void onCompleted() {
                    answers.add(new IllegalStateException("the gateway ended the stream"));
                  }
                });
    send(
        WorkRequest.newBuilder()
            .setHello(Hello.newBuilder().setWorkerId(id).setSlotCount(1).setProtocolVersion(1))
            .build());
  }

  synchronized void send(WorkRequest request) {
    requests.onNext(request);
  }

  void offer() {
    send(WorkRequest.newBuilder().setOffer(Offer.newBuilder().setSlotCount(1)).build());
  }

  void heartbeat(ShardLease lease) {
    send(WorkRequest.newBuilder().setHeartbeat(Heartbeat.newBuilder().addShards(lease)).build());
  }

  /** The next shard, as long as that takes. */
  Assignment assignment() throws InterruptedException {
    while (true) {
      var next = answer(answers.take());
      if (next.hasAssignment()) {
        return next.getAssignment();
      }
      if (!next.hasRevocation()) {
        throw new IllegalStateException("no assignment came, but " + next);
      }
      // A heartbeat crossed the acknowledgement of the shard before.
    }
  }

  /** Waits for an acknowledgement; false if the lease was taken back instead. */
  boolean ack(ShardLease lease) throws InterruptedException {
    while (true) {
      var next = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new IllegalStateException("nothing came for " + PATIENCE_SECONDS + " seconds");
      }
      var response = answer(next);
      if (response.hasAck()) {
        return true;
      }
      if (!response.hasRevocation()) {
        throw new IllegalStateException("no acknowledgement came, but " + response);
      }
      if (response.getRevocation().getLease().equals(lease)) {
        return false;
      }
    }
  }

  private static WorkResponse answer(Object next) {
    return switch (next) {
      case WorkResponse response -> response;
      case Throwable broken -> throw new IllegalStateException("the stream broke", broken);
      default -> throw new IllegalStateException("unexpected " + next);
    };
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
