package dev.hindcast.gateway.api.grpc;

import dev.hindcast.gateway.plan.BaselineChoice;
import dev.hindcast.gateway.plan.ModeChoice;
import dev.hindcast.gateway.plan.StartReplay;
import dev.hindcast.gateway.replay.grpc.ReplayProtos;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.identity.Caller;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import java.util.Optional;
import java.util.UUID;

/** Requests to start a replay. */
final class StartProtos {
  private StartProtos() {}

  static StartReplay request(StartReplayRequest request) {
    var window = ReplayProtos.window(request.getWindow());
    if (window.start().isPresent()
        && window.end().isPresent()
        && window.start().get().isAfter(window.end().get())) {
      throw new FailureException(
          new Failure.InvalidRequest("window", "must not end before it starts"));
    }
    return new StartReplay(
        request.getBranch(),
        baseline(request),
        given(request.getCandidate()),
        window,
        mode(request),
        request.getShardCount(),
        request.getPriority() == 0 ? StartReplay.DEFAULT_PRIORITY : request.getPriority(),
        Caller.current().recorded(request.getCreator()),
        given(request.getReplayId()),
        requestId(request),
        request.getFollow());
  }

  static Optional<UUID> requestId(StartReplayRequest request) {
    return given(request.getRequestId()).map(UUID::fromString);
  }

  private static ModeChoice mode(StartReplayRequest request) {
    return switch (request.getMode()) {
      case MODE_UNSPECIFIED, UNRECOGNIZED -> ModeChoice.SOUND_DELTA;
      case MODE_FULL -> ModeChoice.FULL;
      case MODE_DELTA -> ModeChoice.DELTA;
    };
  }

  private static BaselineChoice baseline(StartReplayRequest request) {
    return switch (request.getBaselineCase()) {
      case LOADED_BASELINE ->
          request.getLoadedBaseline() ? new BaselineChoice.Loaded() : new BaselineChoice.Active();
      case ALLOW_ALL ->
          request.getAllowAll() ? new BaselineChoice.AllowAll() : new BaselineChoice.Active();
      case BASELINE_VERSION -> new BaselineChoice.Published(request.getBaselineVersion());
      case ACTIVE_BASELINE, BASELINE_NOT_SET -> new BaselineChoice.Active();
    };
  }

  private static Optional<String> given(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
