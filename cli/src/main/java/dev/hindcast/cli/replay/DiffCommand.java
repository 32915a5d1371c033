package dev.hindcast.cli.replay;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.proto.replay.v1.GetDiffRequest;
import dev.hindcast.proto.replay.v1.Part;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hindcast diff}. */
@Command(name = "diff", description = "Shows what a replay found.")
public final class DiffCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "REPLAY", description = "default: the newest")
  private String name;

  @Option(names = "--live", description = "what arrived after the fork")
  private boolean live;

  @Mixin private ServerOptions server;
  @Mixin private OutputOptions options;

  @Override
  public Integer call() {
    try (var clients = server.connect()) {
      var replay = Replays.find(clients, name);
      var diff =
          clients
              .replays()
              .getDiff(
                  GetDiffRequest.newBuilder()
                      .setName(replay.getName())
                      .setPart(live ? Part.PART_LIVE : Part.PART_HISTORY)
                      .build());
      options
          .output()
          .answer(diff, live ? LiveText.lines(replay, diff) : DiffText.lines(replay, diff));
    }
    return ExitCode.CLEAN;
  }
}
