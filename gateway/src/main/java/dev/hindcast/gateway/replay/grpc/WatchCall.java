package dev.hindcast.gateway.replay.grpc;

import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.gateway.replay.Watches.Reaction;
import dev.hindcast.gateway.replay.Watches.Watcher;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.grpc.FailureStatus;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.function.Function;

/**
 * One WatchReplay call. A client that reads slowly misses states in between, never the last one.
 */
public final class WatchCall implements Watcher {
  private final ServerCallStreamObserver<dev.hindcast.proto.replay.v1.Replay> call;
  private final Function<Replay, dev.hindcast.proto.replay.v1.Replay> message;

  /**
   * A call.
   *
   * @param message how a replay is shown
   */
  public WatchCall(
      ServerCallStreamObserver<dev.hindcast.proto.replay.v1.Replay> call,
      Function<Replay, dev.hindcast.proto.replay.v1.Replay> message) {
    this.call = call;
    this.message = message;
    // Without a handler the observer throws when the client is gone.
    call.setOnCancelHandler(() -> {});
  }

  @Override
  public Reaction changed(Replay replay) {
    if (call.isCancelled()) {
      return Reaction.GONE;
    }
    if (!replay.ended() && !call.isReady()) {
      return Reaction.BUSY;
    }
    call.onNext(message.apply(replay));
    if (replay.ended()) {
      call.onCompleted();
    }
    return Reaction.TOLD;
  }

  @Override
  public void lost(RuntimeException cause) {
    var failure =
        cause instanceof FailureException known
            ? known.failure()
            : new Failure.DependencyUnavailable("the gateway");
    call.onError(FailureStatus.exception(failure));
  }
}
