package dev.hindcast.gateway.replay.grpc;

import dev.hindcast.gateway.replay.Live;
import dev.hindcast.gateway.replay.Part;

/** Live parts of replays as messages. */
public final class LiveProtos {
  private LiveProtos() {}

  static dev.hindcast.proto.replay.v1.Live message(Live live) {
    var message =
        dev.hindcast.proto.replay.v1.Live.newBuilder()
            .setState(state(live.state()))
            .setSliceCount(live.slices())
            .setDoneSliceCount(live.slicesDone())
            .setArrivedCount(live.arrived())
            .setActionCount(live.actions())
            .setChangedCount(live.changed())
            .setJudgedUntilTime(ReplayProtos.timestamp(live.judgedUntil()))
            .setStopTime(ReplayProtos.timestamp(live.stopTime()));
    live.newest().map(ReplayProtos::timestamp).ifPresent(message::setNewestActionTime);
    live.failure()
        .ifPresent(
            failure -> message.setFailureReason(failure.reason()).setFailure(failure.text()));
    return message.build();
  }

  private static dev.hindcast.proto.replay.v1.Live.State state(Live.State state) {
    return switch (state) {
      case FOLLOWING -> dev.hindcast.proto.replay.v1.Live.State.STATE_FOLLOWING;
      case STOPPING -> dev.hindcast.proto.replay.v1.Live.State.STATE_STOPPING;
      case STOPPED -> dev.hindcast.proto.replay.v1.Live.State.STATE_STOPPED;
      case FAILED -> dev.hindcast.proto.replay.v1.Live.State.STATE_FAILED;
      case CANCELLED -> dev.hindcast.proto.replay.v1.Live.State.STATE_CANCELLED;
      case PAUSED -> dev.hindcast.proto.replay.v1.Live.State.STATE_PAUSED;
    };
  }

  public static dev.hindcast.proto.replay.v1.Part part(Part part) {
    return switch (part) {
      case HISTORY -> dev.hindcast.proto.replay.v1.Part.PART_HISTORY;
      case LIVE -> dev.hindcast.proto.replay.v1.Part.PART_LIVE;
    };
  }

  public static Part part(dev.hindcast.proto.replay.v1.Part part) {
    return switch (part) {
      case PART_LIVE -> Part.LIVE;
      case PART_HISTORY, PART_UNSPECIFIED, UNRECOGNIZED -> Part.HISTORY;
    };
  }
}
