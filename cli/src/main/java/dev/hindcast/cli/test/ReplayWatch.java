package dev.hindcast.cli.test;

import dev.hindcast.cli.connect.Clients;
import dev.hindcast.cli.connect.Outage;
import dev.hindcast.cli.output.ProgressLine;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.proto.replay.v1.GetReplayRequest;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.WatchReplayRequest;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;

/** Waits for the end of a replay and shows its progress; outlives a gateway that starts again. */
final class ReplayWatch {
  private final Clients clients;
  private final ProgressLine progress;

  ReplayWatch(Clients clients, ProgressLine progress) {
    this.clients = clients;
    this.progress = progress;
  }

  /** The replay when its history has ended, well or not. */
  Replay await(Replay started) {
    // A replay that follows has more to say: its stream ends here.
    try (var call = Context.current().withCancellation()) {
      return call.call(() -> awaitHistory(started));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether it may still change. */
  static boolean isOpen(Replay replay) {
    return replay.getState() == Replay.State.STATE_RUNNING
        || replay.getState() == Replay.State.STATE_PAUSED;
  }

  private static boolean runs(Replay replay) {
    return isOpen(replay) && !replay.getFollowing();
  }

  private Replay awaitHistory(Replay started) {
    var last = started;
    var outage = new Outage();
    try {
      while (runs(last)) {
        try {
          var updates =
              clients
                  .watches()
                  .withWaitForReady()
                  .watchReplay(WatchReplayRequest.newBuilder().setName(started.getName()).build());
          while (runs(last) && updates.hasNext()) {
            last = updates.next();
            outage.over();
            show(last);
          }
          if (last.getFollowing()) {
            return last;
          }
          last =
              clients
                  .replays()
                  .getReplay(GetReplayRequest.newBuilder().setName(started.getName()).build());
        } catch (StatusRuntimeException e) {
          outage.pause(e);
        }
      }
      return last;
    } finally {
      progress.end();
    }
  }

  private void show(Replay replay) {
    var now = replay.getProgress();
    progress.show(
        "replaying",
        now.getDoneShardCount(),
        now.getShardCount(),
        Texts.count(now.getActionCount(), "action")
            + ", "
            + Texts.count(now.getChangedCount())
            + " changed, "
            + Texts.count(now.getWorkerCount(), "worker"));
  }
}
