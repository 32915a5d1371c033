package dev.hindcast.cli.replay;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.output.CommandException;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.cli.output.Table;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.proto.replay.v1.Change;
import dev.hindcast.proto.replay.v1.Decision;
import dev.hindcast.proto.replay.v1.ListChangesRequest;
import dev.hindcast.proto.replay.v1.ListChangesResponse;
import dev.hindcast.proto.replay.v1.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hindcast changes}. */
@Command(
    name = "changes",
    description = "Lists the actions whose decision differs; every filter that is given must hold.")
public final class ChangesCommand implements Callable<Integer> {
  private static final int PAGE = 1_000;

  @Parameters(arity = "0..1", paramLabel = "REPLAY", description = "default: the newest")
  private String name;

  @Option(
      names = "--kind",
      split = ",",
      paramLabel = "KIND",
      description = "newly-denied, newly-allowed, newly-escalated, error-gained, …")
  private List<String> kinds = List.of();

  @Option(names = "--rule", paramLabel = "RULE", description = "that decided on either side")
  private String rule = "";

  @Option(names = "--tool", paramLabel = "TOOL", description = "that was called")
  private String tool = "";

  @Option(names = "--agent", paramLabel = "AGENT", description = "that called it")
  private String agent = "";

  @Option(names = "--workflow", paramLabel = "ID", description = "the action belongs to")
  private String workflow = "";

  @Option(
      names = "--live",
      description = "those of what arrived after the fork, in the order of their commits")
  private boolean live;

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
      var request =
          ListChangesRequest.newBuilder()
              .setParent(Replays.find(clients, name).getName())
              .addAllKinds(kinds.stream().map(Kinds::parse).toList())
              .setRule(rule)
              .setTool(tool)
              .setAgent(agent)
              .setWorkflowId(workflow)
              .setPart(live ? Part.PART_LIVE : Part.PART_HISTORY);
      var found = ListChangesResponse.newBuilder();
      do {
        request.setPageSize(Math.min(PAGE, limit - found.getChangesCount()));
        var page = clients.replays().listChanges(request.build());
        found.addAllChanges(page.getChangesList()).setNextPageToken(page.getNextPageToken());
        request.setPageToken(page.getNextPageToken());
        if (page.getChangesCount() == 0) {
          // What still follows always has a token.
          found.clearNextPageToken();
        }
      } while (!found.getNextPageToken().isEmpty() && found.getChangesCount() < limit);
      options.output().answer(found, lines(found.build()));
    }
    return ExitCode.CLEAN;
  }

  static List<String> lines(ListChangesResponse response) {
    if (response.getChangesCount() == 0) {
      return List.of("no change");
    }
    var table =
        new Table(
            "",
            "CHANGE",
            "KIND",
            "TOOL",
            "AGENT",
            "WORKFLOW",
            ">STEP",
            "BASELINE",
            "CANDIDATE",
            "");
    for (var change : response.getChangesList()) {
      table.row(
          Long.toString(change.getActionId()),
          Kinds.words(change.getKind()),
          change.getTool(),
          Texts.shortened(change.getAgent(), 28),
          Texts.shortened(change.getWorkflowId(), 40),
          Integer.toString(change.getStep()),
          decision(change.getBaseline()),
          decision(change.getCandidate()),
          marks(change));
    }
    var lines = new ArrayList<>(table.lines());
    if (!response.getNextPageToken().isEmpty()) {
      lines.add("… and more: --limit N shows more of them");
    }
    return lines;
  }

  static String decision(Decision decision) {
    return Kinds.words(decision.getEffect())
        + (decision.getRule().isEmpty() ? "" : " by " + decision.getRule());
  }

  private static String marks(Change change) {
    return change.getCounterfactual() ? "counterfactual" : "";
  }
}
