package dev.hindcast.registry;

import dev.hindcast.embedded.LoopbackPort;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.grpc.FailureStatus;
import dev.hindcast.proto.branch.v1.BranchInternalServiceGrpc.BranchInternalServiceImplBase;
import dev.hindcast.proto.branch.v1.RecordActivationRequest;
import dev.hindcast.proto.branch.v1.RecordActivationResponse;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A branch-service on a real port that only remembers what it was told. */
final class FakeBranchService extends BranchInternalServiceImplBase implements AutoCloseable {
  final int port;
  final List<RecordActivationRequest> calls = new CopyOnWriteArrayList<>();

  /** Stores that do not answer for now, and say so at once. */
  final Set<String> down = ConcurrentHashMap.newKeySet();

  /** Stores that do not answer and do not say so either. */
  final Set<String> hanging = ConcurrentHashMap.newKeySet();

  /** Stores that refuse for good. */
  final Map<String, Failure> refusing = new ConcurrentHashMap<>();

  /** Calls that hang at this moment, the most that ever did, and all that began to. */
  final AtomicInteger waiting = new AtomicInteger();

  final AtomicInteger mostWaiting = new AtomicInteger();
  final AtomicInteger asked = new AtomicInteger();

  final AtomicInteger refused = new AtomicInteger();
  private final Server server;

  private FakeBranchService(int port) {
    this.port = port;
    this.server =
        Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
            .addService(this)
            .build();
    try {
      var _ = server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static FakeBranchService start(int port) {
    return new FakeBranchService(port);
  }

  /** A port where nothing listens. */
  static int freePort() {
    try {
      return LoopbackPort.free();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void recordActivation(
      RecordActivationRequest request, StreamObserver<RecordActivationResponse> answer) {
    if (down.contains(request.getName())) {
      refused.incrementAndGet();
      answer.onError(Status.UNAVAILABLE.asRuntimeException());
      return;
    }
    if (hanging.contains(request.getName())) {
      asked.incrementAndGet();
      var now = waiting.incrementAndGet();
      var _ = mostWaiting.accumulateAndGet(now, Math::max);
      Context.current().addListener(_ -> waiting.decrementAndGet(), Runnable::run);
      return;
    }
    var refusal = refusing.get(request.getName());
    if (refusal != null) {
      refused.incrementAndGet();
      answer.onError(FailureStatus.exception(refusal));
      return;
    }
    calls.add(request);
    answer.onNext(RecordActivationResponse.getDefaultInstance());
    answer.onCompleted();
  }

  /** Versions that a store was told of, in order. */
  List<String> versions(String store) {
    return calls.stream()
        .filter(call -> call.getName().equals("stores/" + store))
        .map(RecordActivationRequest::getVersion)
        .toList();
  }

  @Override
  public void close() {
    var _ = server.shutdownNow();
  }
}
