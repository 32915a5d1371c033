package dev.hindcast.gateway;

import com.google.protobuf.ByteString;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.grpc.FailureStatus;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.policy.v1.Channel;
import dev.hindcast.proto.policy.v1.DownloadVersionRequest;
import dev.hindcast.proto.policy.v1.DownloadVersionResponse;
import dev.hindcast.proto.policy.v1.GetChannelRequest;
import dev.hindcast.proto.policy.v1.GetVersionRequest;
import dev.hindcast.proto.policy.v1.MoveChannelRequest;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc.PolicyRegistryServiceImplBase;
import dev.hindcast.proto.policy.v1.Version;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A registry with a few versions and channels. */
final class FakeRegistry extends PolicyRegistryServiceImplBase {
  final Map<String, BundleSource> versions = new ConcurrentHashMap<>();
  final Map<String, String> channels = new ConcurrentHashMap<>();
  final AtomicInteger moves = new AtomicInteger();
  private final Set<String> requests = ConcurrentHashMap.newKeySet();

  /** Breaks down when it is asked to move a channel, before it does. */
  final AtomicBoolean diesBeforeMove = new AtomicBoolean();

  /** Moves the channel and then breaks down before it answers. */
  final AtomicBoolean diesAfterMove = new AtomicBoolean();

  @Override
  public void downloadVersion(
      DownloadVersionRequest request, StreamObserver<DownloadVersionResponse> call) {
    var source = versions.get(request.getName());
    if (source == null) {
      call.onError(FailureStatus.exception(new Failure.ResourceNotFound(request.getName())));
      return;
    }
    call.onNext(
        DownloadVersionResponse.newBuilder()
            .setArchive(ByteString.copyFrom(source.toTarGz()))
            .build());
    call.onCompleted();
  }

  @Override
  public void getVersion(GetVersionRequest request, StreamObserver<Version> call) {
    if (!versions.containsKey(request.getName())) {
      call.onError(FailureStatus.exception(new Failure.ResourceNotFound(request.getName())));
      return;
    }
    call.onNext(
        Version.newBuilder()
            .setName(request.getName())
            .setDigest(versions.get(request.getName()).digest())
            .build());
    call.onCompleted();
  }

  @Override
  public void getChannel(GetChannelRequest request, StreamObserver<Channel> call) {
    var version = channels.get(request.getName());
    if (version == null) {
      call.onError(FailureStatus.exception(new Failure.ResourceNotFound(request.getName())));
      return;
    }
    call.onNext(Channel.newBuilder().setName(request.getName()).setVersion(version).build());
    call.onCompleted();
  }

  @Override
  public synchronized void moveChannel(MoveChannelRequest request, StreamObserver<Channel> call) {
    if (diesBeforeMove.get()) {
      call.onError(
          FailureStatus.exception(new Failure.DependencyUnavailable("the control database")));
      return;
    }
    var actual = channels.getOrDefault(request.getName(), "");
    if (requests.contains(request.getRequestId())) {
      call.onNext(Channel.newBuilder().setName(request.getName()).setVersion(actual).build());
      call.onCompleted();
      return;
    }
    if (!versions.containsKey(request.getVersion())) {
      call.onError(FailureStatus.exception(new Failure.ResourceNotFound(request.getVersion())));
      return;
    }
    if (!actual.equals(request.getExpectedVersion())) {
      call.onError(
          FailureStatus.exception(
              new Failure.StateMoved(request.getName(), request.getExpectedVersion(), actual)));
      return;
    }
    channels.put(request.getName(), request.getVersion());
    moves.incrementAndGet();
    requests.add(request.getRequestId());
    if (diesAfterMove.get()) {
      call.onError(
          FailureStatus.exception(new Failure.DependencyUnavailable("the control database")));
      return;
    }
    call.onNext(
        Channel.newBuilder().setName(request.getName()).setVersion(request.getVersion()).build());
    call.onCompleted();
  }
}
