package dev.hindcast.cli;

import dev.hindcast.cli.branch.BranchCommands;
import dev.hindcast.cli.bundle.BundleCommands;
import dev.hindcast.cli.demo.DemoCommand;
import dev.hindcast.cli.output.ErrorText;
import dev.hindcast.cli.replay.ChangesCommand;
import dev.hindcast.cli.replay.DiffCommand;
import dev.hindcast.cli.replay.ExplainCommand;
import dev.hindcast.cli.replay.PromoteCommand;
import dev.hindcast.cli.replay.PromotionsCommand;
import dev.hindcast.cli.replay.StopCommand;
import dev.hindcast.cli.test.TestCommand;
import dev.hindcast.cli.traces.GenerateCommand;
import dev.hindcast.cli.traces.ImportCommand;
import dev.hindcast.cli.traces.StoreCommands;
import dev.hindcast.cli.up.UpCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The {@code hindcast} command. */
@Command(
    name = "hindcast",
    description = {
      "What would this policy change have done to the agents' real actions?",
      "",
      "Forks the trace store, loads the proposed bundle into the fork, replays the recorded actions through the current and the proposed policy,"
          + " and shows every decision that changes.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 clean, 1 changes that --fail-on names (or a bundle with mistakes), 2 an error.",
      "Begin with: hindcast demo"
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = VersionText.class,
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      ImportCommand.class,
      GenerateCommand.class,
      StoreCommands.class,
      BundleCommands.class,
      TestCommand.class,
      DiffCommand.class,
      ChangesCommand.class,
      ExplainCommand.class,
      StopCommand.class,
      PromoteCommand.class,
      PromotionsCommand.class,
      BranchCommands.class
    })
public final class Hindcast {

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    // The services log for operators; beside a command's own output only warnings are of use.
    if (System.getenv("HINDCAST_LOG") == null) {
      System.setProperty("HINDCAST_LOG", "WARN");
    }
    System.exit(commandLine().execute(args));
  }

  /** The command, ready to execute; it ends no process. */
  public static CommandLine commandLine() {
    return new CommandLine(new Hindcast())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(
            (thrown, command, parsed) -> {
              ErrorText.of(thrown).forEach(command.getErr()::println);
              command.getErr().flush();
              return ExitCode.ERROR;
            });
  }
}
