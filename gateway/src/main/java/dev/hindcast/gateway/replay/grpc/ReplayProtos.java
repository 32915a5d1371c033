package dev.hindcast.gateway.replay.grpc;

import com.google.protobuf.Timestamp;
import dev.hindcast.gateway.replay.Audit;
import dev.hindcast.gateway.replay.Live;
import dev.hindcast.gateway.replay.PolicyRef;
import dev.hindcast.gateway.replay.Progress;
import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.gateway.replay.ReplayMode;
import dev.hindcast.gateway.replay.ReplayName;
import dev.hindcast.gateway.replay.ReplayState;
import dev.hindcast.gateway.replay.Window;
import dev.hindcast.proto.replay.v1.ParamValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Replays and their parts as messages. */
public final class ReplayProtos {
  private ReplayProtos() {}

  /** A replay without its promotion. */
  public static dev.hindcast.proto.replay.v1.Replay message(Replay replay) {
    var message =
        dev.hindcast.proto.replay.v1.Replay.newBuilder()
            .setName(replay.resource())
            .setState(state(replay.wholeState()))
            .setFollowing(replay.following())
            .setBranch(replay.branch())
            .setBaseline(policy(replay.baseline()))
            .setCandidate(policy(replay.candidate()))
            .setWindow(window(replay.window()))
            .setProgress(progress(replay.progress()))
            .setCreateTime(timestamp(replay.createTime()))
            .setCreator(replay.creator())
            .setPriority(replay.priority())
            .setEtag(etag(replay))
            .setMode(mode(replay.mode()))
            .addAllFullReasons(replay.fullReasons());
    if (replay.mode() == ReplayMode.DELTA) {
      message.setAudit(audit(replay.audit()));
    }
    replay
        .pass()
        .ifPresent(
            pass -> {
              message.setPass(ReplayName.resource(pass.leader()));
              pass.replays().forEach(name -> message.addPassReplays(ReplayName.resource(name)));
            });
    endTime(replay).map(ReplayProtos::timestamp).ifPresent(message::setEndTime);
    replay.live().map(LiveProtos::message).ifPresent(message::setLive);
    replay
        .failure()
        .ifPresent(
            failure -> message.setFailureReason(failure.reason()).setFailure(failure.text()));
    return message.build();
  }

  /** When the last of its parts ended. */
  private static Optional<Instant> endTime(Replay replay) {
    return replay.ended()
        ? Stream.concat(replay.endTime().stream(), replay.live().flatMap(Live::endTime).stream())
            .max(Comparator.naturalOrder())
        : Optional.empty();
  }

  private static String etag(Replay replay) {
    return replay.revision() + replay.live().map(live -> "-" + live.revision()).orElse("");
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
      case PAUSED -> dev.hindcast.proto.replay.v1.Replay.State.STATE_PAUSED;
      case CANCELLED -> dev.hindcast.proto.replay.v1.Replay.State.STATE_CANCELLED;
    };
  }

  public static dev.hindcast.proto.replay.v1.PolicyRef policy(PolicyRef policy) {
    var message =
        dev.hindcast.proto.replay.v1.PolicyRef.newBuilder()
            .setBundle(policy.bundle())
            .setVersion(policy.version())
            .setDigest(policy.digest())
            .setAllowAll(policy.allowAll());
    policy
        .derivation()
        .ifPresent(
            derivation -> {
              message.setBaseDigest(derivation.baseDigest());
              derivation
                  .overrides()
                  .forEach(
                      override ->
                          message.addOverrides(
                              ParamValue.newBuilder()
                                  .setParam(override.param())
                                  .setValueJson(override.json())));
            });
    return message.build();
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
        .setPoisonedShardCount(progress.shardsPoisoned())
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
