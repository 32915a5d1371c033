package dev.hindcast.gateway.replay.grpc;

import com.google.protobuf.Timestamp;
import dev.hindcast.gateway.replay.Audit;
import dev.hindcast.gateway.replay.PolicyRef;
import dev.hindcast.gateway.replay.Progress;
import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.gateway.replay.ReplayMode;
import dev.hindcast.gateway.replay.ReplayState;
import dev.hindcast.gateway.replay.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Replays and their parts as messages. */
public final class ReplayProtos {
  private ReplayProtos() {}

  /** A replay without its promotion. */
  public static dev.hindcast.proto.replay.v1.Replay message(Replay replay) {
    var message =
        dev.hindcast.proto.replay.v1.Replay.newBuilder()
            .setName(replay.resource())
            .setState(state(replay.state()))
            .setBranch(replay.branch())
            .setBaseline(policy(replay.baseline()))
            .setCandidate(policy(replay.candidate()))
            .setWindow(window(replay.window()))
            .setProgress(progress(replay.progress()))
            .setCreateTime(timestamp(replay.createTime()))
            .setCreator(replay.creator())
            .setEtag(Long.toString(replay.revision()))
            .setMode(mode(replay.mode()))
            .addAllFullReasons(replay.fullReasons());
    if (replay.mode() == ReplayMode.DELTA) {
      message.setAudit(audit(replay.audit()));
    }
    replay.endTime().map(ReplayProtos::timestamp).ifPresent(message::setEndTime);
    replay
        .failure()
        .ifPresent(
            failure -> message.setFailureReason(failure.reason()).setFailure(failure.text()));
    return message.build();
  }

  public static dev.hindcast.proto.replay.v1.Mode mode(ReplayMode mode) {
    return switch (mode) {
      case FULL -> dev.hindcast.proto.replay.v1.Mode.MODE_FULL;
      case DELTA -> dev.hindcast.proto.replay.v1.Mode.MODE_DELTA;
    };
  }

  public static dev.hindcast.proto.replay.v1.Audit audit(Audit audit) {
    return dev.hindcast.proto.replay.v1.Audit.newBuilder()
        .setSeed(audit.seed())
        .setOneIn(audit.oneIn())
        .setSampledCount(audit.sampled())
        .build();
  }

  private static dev.hindcast.proto.replay.v1.Replay.State state(ReplayState state) {
    return switch (state) {
      case RUNNING -> dev.hindcast.proto.replay.v1.Replay.State.STATE_RUNNING;
      case SUCCEEDED -> dev.hindcast.proto.replay.v1.Replay.State.STATE_SUCCEEDED;
      case FAILED -> dev.hindcast.proto.replay.v1.Replay.State.STATE_FAILED;
      case CANCELLED -> dev.hindcast.proto.replay.v1.Replay.State.STATE_CANCELLED;
    };
  }

  public static dev.hindcast.proto.replay.v1.PolicyRef policy(PolicyRef policy) {
    return dev.hindcast.proto.replay.v1.PolicyRef.newBuilder()
        .setBundle(policy.bundle())
        .setVersion(policy.version())
        .setDigest(policy.digest())
        .setAllowAll(policy.allowAll())
        .build();
  }

  public static dev.hindcast.proto.replay.v1.Window window(Window window) {
    var message = dev.hindcast.proto.replay.v1.Window.newBuilder();
    window.start().map(ReplayProtos::timestamp).ifPresent(message::setStartTime);
    window.end().map(ReplayProtos::timestamp).ifPresent(message::setEndTime);
    return message.build();
  }

  public static Window window(dev.hindcast.proto.replay.v1.Window window) {
    return new Window(
        window.hasStartTime() ? Optional.of(instant(window.getStartTime())) : Optional.empty(),
        window.hasEndTime() ? Optional.of(instant(window.getEndTime())) : Optional.empty());
  }

  private static dev.hindcast.proto.replay.v1.Progress progress(Progress progress) {
    return dev.hindcast.proto.replay.v1.Progress.newBuilder()
        .setShardCount(progress.shards())
        .setDoneShardCount(progress.shardsDone())
        .setActionCount(progress.actions())
        .setEstimatedActionCount(progress.estimatedActions())
        .setChangedCount(progress.changed())
        .setWorkerCount(progress.workers())
        .setElapsed(duration(progress.elapsed()))
        .build();
  }

  public static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  public static com.google.protobuf.Duration duration(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }
}
