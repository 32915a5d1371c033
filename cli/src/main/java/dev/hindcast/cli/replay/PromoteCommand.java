package dev.hindcast.cli.replay;

import com.google.protobuf.util.Durations;
import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.DurationConverter;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.proto.replay.v1.PromoteRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hindcast promote}. */
@Command(
    name = "promote",
    description = {
      "Moves production to a replay's candidate, if every gate holds and production still is what it was compared with.",
      "The record stays, the fork is discarded. What is refused, or fails a gate, is on record too: see `hindcast promotions`."
    })
public final class PromoteCommand implements Callable<Integer> {
  @Parameters(paramLabel = "REPLAY", description = "replays/ID, or ID")
  private String replay;

  @Option(
      names = "--gate",
      paramLabel = "CEL",
      description = "condition that must hold, e. g. 'diff.newly_allowed == 0'; repeatable")
  private List<String> gates = List.of();

  @Option(names = "--channel", paramLabel = "ID", description = "to move (default: production)")
  private String channel = "";

  @Option(names = "--keep-branch", description = "leave the fork until it expires")
  private boolean keepBranch;

  @Option(
      names = "--promoter",
      paramLabel = "NAME",
      description = "recorded with it (default: you)")
  private String promoter = System.getProperty("user.name");

  @Option(
      names = "--max-fork-age",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "refuse if the fork is older, e.g. 2h (default: any age)")
  private Duration maxForkAge;

  @Option(
      names = "--request-id",
      paramLabel = "UUID",
      description = {
        "the same id answers with the same promotion; a new one tries again, also after one that is done",
        "(default: none: one that is done or pending is shown, or finished)"
      })
  private String requestId = "";

  @Option(names = "--dry-run", description = "check everything, move and record nothing")
  private boolean dryRun;

  @Mixin private ServerOptions server;
  @Mixin private OutputOptions options;

  @Override
  public Integer call() {
    try (var clients = server.connect()) {
      var promotion = clients.replays().promote(request());
      options.output().answer(promotion, PromotionText.lines(promotion));
    }
    return ExitCode.CLEAN;
  }

  private PromoteRequest request() {
    var request =
        PromoteRequest.newBuilder()
            .setReplay(Names.replay(replay))
            .setChannel(channel)
            .addAllGates(gates)
            .setKeepBranch(keepBranch)
            .setPromoter(promoter)
            .setRequestId(requestId)
            .setValidateOnly(dryRun);
    if (maxForkAge != null) {
      request.setMaxForkAge(
          Durations.fromSeconds(maxForkAge.toSeconds()).toBuilder().setNanos(maxForkAge.getNano()));
    }
    return request.build();
  }
}
