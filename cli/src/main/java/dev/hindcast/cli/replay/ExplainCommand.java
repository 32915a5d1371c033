package dev.hindcast.cli.replay;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.proto.replay.v1.ExplainChangeRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hindcast explain}. */
@Command(
    name = "explain",
    description = {
      "Judges one action again and shows both decisions, every rule that could match, and what each read.",
      "The replay's fork must still be there: test with --keep."
    })
public final class ExplainCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "CHANGE",
      description = "replays/REPLAY/changes/ACTION, or the number of an action")
  private String change;

  @Option(
      names = "--replay",
      paramLabel = "REPLAY",
      description = "of a number; default: the newest")
  private String replay;

  @Mixin private ServerOptions server;
  @Mixin private OutputOptions options;

  @Override
  public Integer call() {
    try (var clients = server.connect()) {
      var name =
          change.contains("/")
              ? Names.replay(change)
              : Replays.find(clients, replay).getName() + "/changes/" + change;
      var response =
          clients.replays().explainChange(ExplainChangeRequest.newBuilder().setName(name).build());
      var of = Replays.find(clients, name.replaceFirst("/changes/.*", ""));
      options.output().answer(response, ExplainText.lines(of, response));
    }
    return ExitCode.CLEAN;
  }
}
