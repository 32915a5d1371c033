package dev.hindcast.cli.replay;

import dev.hindcast.cli.connect.Clients;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.output.CommandException;
import dev.hindcast.proto.replay.v1.GetReplayRequest;
import dev.hindcast.proto.replay.v1.ListReplaysRequest;
import dev.hindcast.proto.replay.v1.Replay;

/** Finds the replay that a command is about. */
final class Replays {
  private Replays() {}

  /** The named replay, or the newest one if none is named. */
  static Replay find(Clients clients, String name) {
    if (name != null) {
      return clients
          .replays()
          .getReplay(GetReplayRequest.newBuilder().setName(Names.replay(name)).build());
    }
    var newest =
        clients.replays().listReplays(ListReplaysRequest.newBuilder().setPageSize(1).build());
    if (newest.getReplaysCount() == 0) {
      throw new CommandException("there is no replay yet: start one with `hindcast test`");
    }
    return newest.getReplays(0);
  }
}
