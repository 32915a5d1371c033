package dev.hindcast.cli.test;

import dev.hindcast.cli.connect.Clients;
import dev.hindcast.cli.connect.Outage;
import dev.hindcast.cli.output.Output;
import dev.hindcast.cli.replay.LiveText;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.GetDiffRequest;
import dev.hindcast.proto.replay.v1.GetReplayRequest;
import dev.hindcast.proto.replay.v1.ListChangesRequest;
import dev.hindcast.proto.replay.v1.Part;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.StopFollowingRequest;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells each changed decision of what arrives, as it is judged, until it is told to stop; outlives
 * a gateway that starts again.
 */
final class FollowedReplay implements AutoCloseable {
  private static final long LONGEST_STOP_SECONDS = 60;

  private final Clients clients;
  private final Output output;
  private final Optional<Duration> time;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch told = new CountDownLatch(1);

  /**
   * @param time after which it stops by itself; empty: never
   */
  FollowedReplay(Clients clients, Output output, Optional<Duration> time) {
    this.clients = clients;
    this.output = output;
    this.time = time;
  }

  /** What became of it. */
  record Followed(Replay replay, Diff live) {}

  /** Follows a replay whose history is done, to its end. */
  Followed follow(String name) {
    var progress = output.progress();
    var outage = new Outage();
    var begin = System.nanoTime();
    var token = "";
    var stopped = false;
    while (true) {
      try {
        var replay =
            clients.replays().getReplay(GetReplayRequest.newBuilder().setName(name).build());
        token = tellChanges(name, token);
        outage.over();
        if (!ReplayWatch.isOpen(replay)) {
          progress.end();
          return new Followed(replay, diff(name));
        }
        progress.show("following", 0, 0, LiveText.progress(replay.getLive()));
        if (!stopped && isOver(begin)) {
          var _ =
              clients
                  .replays()
                  .stopFollowing(StopFollowingRequest.newBuilder().setName(name).build());
          stopped = true;
        }
        pause(stopped);
      } catch (StatusRuntimeException e) {
        outage.pause(e);
      }
    }
  }

  /** Tells all that is there to tell; gives the place to go on from. */
  private String tellChanges(String name, String from) {
    var token = from;
    while (true) {
      var page =
          clients
              .replays()
              .listChanges(
                  ListChangesRequest.newBuilder()
                      .setParent(name)
                      .setPart(Part.PART_LIVE)
                      .setPageSize(1_000)
                      .setPageToken(token)
                      .build());
      page.getChangesList().forEach(change -> output.item("change", change, LiveText.line(change)));
      if (page.getNextPageToken().isEmpty()) {
        return token;
      }
      token = page.getNextPageToken();
      if (page.getChangesCount() == 0) {
        return token;
      }
    }
  }

  private Diff diff(String name) {
    return clients
        .replays()
        .getDiff(GetDiffRequest.newBuilder().setName(name).setPart(Part.PART_LIVE).build());
  }

  private boolean isOver(long begin) {
    return stop.getCount() == 0
        || time.filter(limit -> System.nanoTime() - begin >= limit.toNanos()).isPresent();
  }

  private void pause(boolean stopped) {
    try {
      if (stopped) {
        TimeUnit.MILLISECONDS.sleep(200);
      } else {
        var _ = stop.await(500, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while following", e);
    }
  }

  /** All was told: whoever interrupted the process may end it. */
  @Override
  public void close() {
    told.countDown();
  }

  /** The process was interrupted: stops, and waits until the end was told. */
  void interrupted() {
    stop.countDown();
    try {
      var _ = told.await(LONGEST_STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
