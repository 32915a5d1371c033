package dev.hindcast.registry.grpc;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.proto.policy.v1.MoveChannelRequest;
import dev.hindcast.proto.policy.v1.StoreActivation.State;
import dev.hindcast.registry.activation.StoreActivation;
import dev.hindcast.registry.channel.Channel;
import dev.hindcast.registry.channel.ChannelMove;
import dev.hindcast.registry.channel.Expectation;
import dev.hindcast.registry.version.VersionName;
import java.util.Optional;
import java.util.UUID;

/** Channels as messages, and what a request expects of one. */
final class ChannelProtos {
  private ChannelProtos() {}

  static dev.hindcast.proto.policy.v1.Channel message(Channel channel) {
    return dev.hindcast.proto.policy.v1.Channel.newBuilder()
        .setName(channel.name().toString())
        .setVersion(channel.version().toString())
        .setDigest(channel.digest())
        .setEtag(channel.etag())
        .setUpdateTime(VersionProtos.timestamp(channel.updateTime()))
        .addAllHistory(channel.history().stream().map(ChannelProtos::message).toList())
        .addAllActivations(channel.activations().stream().map(ChannelProtos::message).toList())
        .build();
  }

  private static dev.hindcast.proto.policy.v1.ChannelMove message(ChannelMove move) {
    return dev.hindcast.proto.policy.v1.ChannelMove.newBuilder()
        .setFrom(move.from().map(VersionName::toString).orElse(""))
        .setTo(move.to().toString())
        .setMoveTime(VersionProtos.timestamp(move.moveTime()))
        .setMover(move.mover())
        .setReason(move.reason())
        .build();
  }

  private static dev.hindcast.proto.policy.v1.StoreActivation message(StoreActivation activation) {
    return dev.hindcast.proto.policy.v1.StoreActivation.newBuilder()
        .setStore("stores/" + activation.store())
        .setState(
            switch (activation.state()) {
              case PENDING -> State.STATE_PENDING;
              case ACTIVE -> State.STATE_ACTIVE;
              case REFUSED -> State.STATE_REFUSED;
            })
        .setReason(activation.reason())
        .build();
  }

  static Optional<UUID> requestId(MoveChannelRequest request) {
    return Optional.of(request.getRequestId()).filter(id -> !id.isEmpty()).map(UUID::fromString);
  }

  static Expectation expectation(MoveChannelRequest request) {
    var etag = Optional.of(request.getEtag()).filter(text -> !text.isEmpty());
    if (!request.getExpectedVersion().isEmpty()) {
      var expected = ofBundle(request, "expected_version", request.getExpectedVersion());
      return new Expectation.At(expected, etag);
    }
    return etag.<Expectation>map(Expectation.Unmoved::new).orElseGet(Expectation.Absent::new);
  }

  static VersionName target(MoveChannelRequest request) {
    return ofBundle(request, "version", request.getVersion());
  }

  private static VersionName ofBundle(MoveChannelRequest request, String field, String name) {
    var version = ResourceNames.version(name);
    var bundle = ResourceNames.channel(request.getName()).bundle();
    if (!version.bundle().equals(bundle)) {
      throw new FailureException(
          new Failure.InvalidRequest(
              field, "must be a version of the channel's own bundle, bundles/" + bundle));
    }
    return version;
  }
}
