package dev.hindcast.cli.replay;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.proto.replay.v1.StopFollowingRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code hindcast stop}. */
@Command(
    name = "stop",
    description =
        "Has a replay stop following: what was committed in its store until now is still judged.")
public final class StopCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "REPLAY", description = "default: the newest")
  private String name;

  @Mixin private ServerOptions server;
  @Mixin private OutputOptions options;

  @Override
  public Integer call() {
    try (var clients = server.connect()) {
      var replay =
          clients
              .replays()
              .stopFollowing(
                  StopFollowingRequest.newBuilder()
                      .setName(Replays.find(clients, name).getName())
                      .build());
      options
          .output()
          .answer(
              replay, List.of(replay.getName() + " stops: " + LiveText.progress(replay.getLive())));
    }
    return ExitCode.CLEAN;
  }
}
