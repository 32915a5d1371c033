package dev.hindcast.worker;

import dev.hindcast.policy.diff.ShardSummary;
import dev.hindcast.policyproto.SummaryProtos;
import dev.hindcast.proto.replay.v1.Change;
import dev.hindcast.proto.worker.v1.Ack;
import dev.hindcast.proto.worker.v1.Assignment;
import dev.hindcast.proto.worker.v1.ChangeBatch;
import dev.hindcast.proto.worker.v1.Draining;
import dev.hindcast.proto.worker.v1.Heartbeat;
import dev.hindcast.proto.worker.v1.Hello;
import dev.hindcast.proto.worker.v1.ReplayCoordinatorServiceGrpc.ReplayCoordinatorServiceImplBase;
import dev.hindcast.proto.worker.v1.Revocation;
import dev.hindcast.proto.worker.v1.ShardFailure;
import dev.hindcast.proto.worker.v1.ShardLease;
import dev.hindcast.proto.worker.v1.Welcome;
import dev.hindcast.proto.worker.v1.WorkRequest;
import dev.hindcast.proto.worker.v1.WorkResponse;
import dev.hindcast.testkit.Await;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * The gateway's side of the stream, on a real port: hands out the shards of a test as slots are
 * offered and writes down what it is told. It acknowledges at once unless the test holds acks back.
 */
final class FakeCoordinator extends ReplayCoordinatorServiceImplBase implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Server server;
  private final int port;
  private final Queue<Assignment> plan = new ArrayDeque<>();
  private final Map<ShardLease, List<ChangeBatch>> batches = new HashMap<>();
  private final Map<ShardLease, dev.hindcast.proto.worker.v1.ShardSummary> summaries =
      new HashMap<>();
  private final List<ShardFailure> failures = new ArrayList<>();
  private final List<Hello> hellos = new ArrayList<>();
  private final List<Heartbeat> heartbeats = new ArrayList<>();
  private final Queue<Ack> held = new ArrayDeque<>();
  private StreamObserver<WorkResponse> worker;
  private boolean holding;
  private int offered;
  private int mostHeld;
  private int streamsEnded;

  FakeCoordinator() {
    this(0);
  }

  FakeCoordinator(int wanted) {
    try {
      server =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted))
              .addService(this)
              .maxInboundMessageSize(16 << 20)
              .permitKeepAliveTime(5, TimeUnit.SECONDS)
              .build()
              .start();
      port = server.getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  synchronized void plan(Assignment... assignments) {
    plan.addAll(List.of(assignments));
    assign();
  }

  /** From now on every ack waits for {@link #release}. */
  synchronized void holdAcks() {
    holding = true;
  }

  /** Sends the oldest acks that wait. */
  synchronized void release(int count) {
    for (int i = 0; i < count && !held.isEmpty(); i++) {
      ack(held.remove());
    }
  }

  /** Sends all acks that wait and holds none any more. */
  synchronized void releaseAll() {
    holding = false;
    release(held.size());
  }

  /** Tells the worker how long a lease holds. */
  synchronized void welcome(Duration lease) {
    worker.onNext(
        WorkResponse.newBuilder()
            .setWelcome(
                Welcome.newBuilder()
                    .setLeaseDuration(
                        com.google.protobuf.Duration.newBuilder()
                            .setSeconds(lease.toSeconds())
                            .setNanos(lease.toNanosPart())))
            .build());
  }

  synchronized void revoke(ShardLease lease) {
    worker.onNext(
        WorkResponse.newBuilder()
            .setRevocation(Revocation.newBuilder().setLease(lease).setReason("the test says so"))
            .build());
  }

  /** The gateway says that it goes down. */
  synchronized void drain() {
    worker.onNext(WorkResponse.newBuilder().setDraining(Draining.getDefaultInstance()).build());
  }

  /** The gateway ends the stream, as it does when it goes down. */
  synchronized void end() {
    worker.onError(Status.UNAVAILABLE.asRuntimeException());
  }

  synchronized int held() {
    return held.size();
  }

  synchronized int mostHeld() {
    return mostHeld;
  }

  synchronized int offered() {
    return offered;
  }

  synchronized int streamsEnded() {
    return streamsEnded;
  }

  synchronized List<Hello> hellos() {
    return List.copyOf(hellos);
  }

  synchronized List<Heartbeat> heartbeats() {
    return List.copyOf(heartbeats);
  }

  synchronized List<ShardFailure> failures() {
    return List.copyOf(failures);
  }

  synchronized List<Change> changes(ShardLease lease) {
    return batches.getOrDefault(lease, List.of()).stream()
        .flatMap(batch -> batch.getChangesList().stream())
        .toList();
  }

  synchronized List<ChangeBatch> batches(ShardLease lease) {
    return List.copyOf(batches.getOrDefault(lease, List.of()));
  }

  synchronized dev.hindcast.proto.worker.v1.ShardSummary summary(ShardLease lease) {
    return summaries.get(lease);
  }

  /** All shards that ended, merged. */
  synchronized ShardSummary merged() {
    return summaries.values().stream()
        .map(SummaryProtos::fromProto)
        .reduce(ShardSummary.empty(), ShardSummary::plus);
  }

  void awaitSummaries(int count) {
    Await.until(
        count + " summaries",
        PATIENCE,
        () -> {
          synchronized (this) {
            if (!failures.isEmpty()) {
              throw new AssertionError("a shard failed: " + failures);
            }
            return summaries.size() >= count;
          }
        });
  }

  ShardFailure awaitFailure() {
    Await.until("a shard is given back", PATIENCE, () -> !failures().isEmpty());
    return failures().getLast();
  }

  @Override
  public StreamObserver<WorkRequest> work(StreamObserver<WorkResponse> responses) {
    synchronized (this) {
      worker = responses;
    }
    return new StreamObserver<>() {
      @Override
      public void onNext(WorkRequest request) {
        received(request);
      }

      @Override
      public void onError(Throwable thrown) {
        ended();
      }

      @Override
      public void onCompleted() {
        ended();
        responses.onCompleted();
      }
    };
  }

  private synchronized void ended() {
    streamsEnded++;
    offered = 0;
  }

  private synchronized void received(WorkRequest request) {
    switch (request.getMessageCase()) {
      case HELLO -> hellos.add(request.getHello());
      case OFFER -> {
        offered = request.getOffer().getSlotCount();
        assign();
      }
      case HEARTBEAT -> {
        heartbeats.add(request.getHeartbeat());
        if (request.getHeartbeat().hasSlotCount()) {
          offered = request.getHeartbeat().getSlotCount(); // as the gateway: an offer of its own
          assign();
        }
      }
      case CHANGES -> {
        var batch = request.getChanges();
        batches.computeIfAbsent(batch.getLease(), _ -> new ArrayList<>()).add(batch);
        later(Ack.newBuilder().setLease(batch.getLease()).setSequence(batch.getSequence()).build());
      }
      case SUMMARY -> {
        var summary = request.getSummary();
        summaries.put(summary.getLease(), summary);
        later(
            Ack.newBuilder()
                .setLease(summary.getLease())
                .setSequence(summary.getBatchCount())
                .build());
      }
      case FAILURE -> failures.add(request.getFailure());
      case MESSAGE_NOT_SET -> throw new AssertionError("an empty message");
    }
  }

  private void later(Ack ack) {
    if (holding) {
      held.add(ack);
      mostHeld = Math.max(mostHeld, held.size());
    } else {
      ack(ack);
    }
  }

  private void ack(Ack ack) {
    worker.onNext(WorkResponse.newBuilder().setAck(ack).build());
  }

  private void assign() {
    while (offered > 0 && !plan.isEmpty()) {
      offered--;
      worker.onNext(WorkResponse.newBuilder().setAssignment(plan.remove()).build());
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new AssertionError("the server does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
