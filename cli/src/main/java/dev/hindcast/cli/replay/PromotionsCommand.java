package dev.hindcast.cli.replay;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.output.CommandException;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.proto.replay.v1.ListPromotionsRequest;
import dev.hindcast.proto.replay.v1.ListPromotionsResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hindcast promotions}. */
@Command(
    name = "promotions",
    description =
        "Lists promotions, newest first: also refused ones, and those whose gates failed.")
public final class PromotionsCommand implements Callable<Integer> {
  private static final int PAGE = 1_000;

  @Parameters(arity = "0..1", paramLabel = "REPLAY", description = "default: of all replays")
  private String replay = "-";

  @Option(names = "--limit", paramLabel = "N", description = "at most so many (default: 50)")
  private int limit = 50;

  @Mixin private ServerOptions server;
  @Mixin private OutputOptions options;

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new CommandException("--limit must be at least 1");
    }
    try (var clients = server.connect()) {
      var request = ListPromotionsRequest.newBuilder().setParent(Names.replay(replay));
      var found = ListPromotionsResponse.newBuilder();
      do {
        request.setPageSize(Math.min(PAGE, limit - found.getPromotionsCount()));
        var page = clients.replays().listPromotions(request.build());
        found.addAllPromotions(page.getPromotionsList()).setNextPageToken(page.getNextPageToken());
        request.setPageToken(page.getNextPageToken());
      } while (!found.getNextPageToken().isEmpty() && found.getPromotionsCount() < limit);
      options.output().answer(found, PromotionText.table(found.build()));
    }
    return ExitCode.CLEAN;
  }
}
