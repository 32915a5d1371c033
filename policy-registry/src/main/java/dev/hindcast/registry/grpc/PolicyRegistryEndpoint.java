package dev.hindcast.registry.grpc;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.identity.Caller;
import dev.hindcast.proto.policy.v1.Channel;
import dev.hindcast.proto.policy.v1.CompareVersionsRequest;
import dev.hindcast.proto.policy.v1.CompareVersionsResponse;
import dev.hindcast.proto.policy.v1.DownloadVersionRequest;
import dev.hindcast.proto.policy.v1.DownloadVersionResponse;
import dev.hindcast.proto.policy.v1.GetChannelRequest;
import dev.hindcast.proto.policy.v1.GetVersionRequest;
import dev.hindcast.proto.policy.v1.ListVersionsRequest;
import dev.hindcast.proto.policy.v1.ListVersionsResponse;
import dev.hindcast.proto.policy.v1.MoveChannelRequest;
import dev.hindcast.proto.policy.v1.PolicyRegistryServiceGrpc.PolicyRegistryServiceImplBase;
import dev.hindcast.proto.policy.v1.PublishVersionRequest;
import dev.hindcast.proto.policy.v1.PublishVersionResponse;
import dev.hindcast.proto.policy.v1.Version;
import dev.hindcast.registry.channel.ChannelService;
import dev.hindcast.registry.version.VersionService;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/** The registry over gRPC: reads a request, calls the rules, maps the answer. */
@Singleton
final class PolicyRegistryEndpoint extends PolicyRegistryServiceImplBase {
  private final VersionService versions;
  private final ChannelService channels;

  PolicyRegistryEndpoint(VersionService versions, ChannelService channels) {
    this.versions = versions;
    this.channels = channels;
  }

  @Override
  public void publishVersion(
      PublishVersionRequest request, StreamObserver<PublishVersionResponse> answer) {
    var publisher = Caller.current().recorded(storable("publisher", request.getPublisher()));
    var publication =
        versions.publish(request.getArchive().toByteArray(), request.getValidateOnly(), publisher);
    send(answer, VersionProtos.response(publication, publisher));
  }

  @Override
  public void getVersion(GetVersionRequest request, StreamObserver<Version> answer) {
    var version = versions.get(ResourceNames.versionRef(request.getName()));
    send(answer, VersionProtos.message(version));
  }

  @Override
  public void listVersions(
      ListVersionsRequest request, StreamObserver<ListVersionsResponse> answer) {
    var bundle = ResourceNames.parent(request.getParent());
    var page = versions.list(bundle, request.getPageSize(), request.getPageToken());
    send(answer, VersionProtos.response(page));
  }

  @Override
  public void downloadVersion(
      DownloadVersionRequest request, StreamObserver<DownloadVersionResponse> answer) {
    var stored = versions.download(ResourceNames.versionRef(request.getName()));
    send(answer, VersionProtos.response(stored));
  }

  @Override
  public void compareVersions(
      CompareVersionsRequest request, StreamObserver<CompareVersionsResponse> answer) {
    var comparison =
        versions.compare(
            ResourceNames.versionRef(request.getFrom()), ResourceNames.versionRef(request.getTo()));
    send(answer, ComparisonProtos.response(comparison));
  }

  @Override
  public void getChannel(GetChannelRequest request, StreamObserver<Channel> answer) {
    var channel = channels.get(ResourceNames.channel(request.getName()));
    send(answer, ChannelProtos.message(channel));
  }

  @Override
  public void moveChannel(MoveChannelRequest request, StreamObserver<Channel> answer) {
    var channel =
        channels.move(
            ChannelProtos.requestId(request),
            ResourceNames.channel(request.getName()),
            ChannelProtos.target(request),
            ChannelProtos.expectation(request),
            Caller.current().recorded(storable("mover", request.getMover())),
            storable("reason", request.getReason()));
    send(answer, ChannelProtos.message(channel));
  }

  /** PostgreSQL stores every character but one. */
  private static String storable(String field, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new FailureException(
          new Failure.InvalidRequest(field, "must not contain the character U+0000"));
    }
    return text;
  }

  private static <T> void send(StreamObserver<T> answer, T message) {
    answer.onNext(message);
    answer.onCompleted();
  }
}
