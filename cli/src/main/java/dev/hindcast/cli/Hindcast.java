package dev.hindcast.cli;

import dev.hindcast.cli.audit.AuditCommands;
import dev.hindcast.cli.branch.BranchCommands;
import dev.hindcast.cli.bundle.BundleCommands;
import dev.hindcast.cli.demo.DemoCommand;
import dev.hindcast.cli.local.AtExit;
import dev.hindcast.cli.migrate.MigrateCommand;
import dev.hindcast.cli.output.ErrorText;
import dev.hindcast.cli.replay.ChangesCommand;
import dev.hindcast.cli.replay.DiffCommand;
import dev.hindcast.cli.replay.ExplainCommand;
import dev.hindcast.cli.replay.PromoteCommand;
import dev.hindcast.cli.replay.PromotionsCommand;
import dev.hindcast.cli.replay.StopCommand;
import dev.hindcast.cli.test.TestCommand;
import dev.hindcast.cli.token.TokenCommands;
import dev.hindcast.cli.traces.GenerateCommand;
import dev.hindcast.cli.traces.ImportCommand;
import dev.hindcast.cli.traces.StoreCommands;
import dev.hindcast.cli.up.UpCommand;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code hindcast} command. */
@Command(
    name = "hindcast",
    description = {
      "What would this policy change have done to the agents' real actions?",
      "",
      "Forks the trace store, loads the proposed bundle into the fork, replays the recorded actions through the current and the proposed policy,"
          + " and shows every decision that changes.",
      "",
      "Begin with: hindcast demo",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 clean, 1 changes that --fail-on names (or a bundle with mistakes), 2 an error."
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
      BranchCommands.class,
      MigrateCommand.class,
      TokenCommands.class,
      AuditCommands.class
    })
public final class Hindcast {
  /** Held, or the level would be forgotten with the logger. */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    // The services log for operators. Beside what a command says itself nobody misses what they try
    // again and again; where they run for long, warnings are of use.
    var runsForLong = args.length > 0 && args[0].equals("up");
    logAt("HINDCAST_LOG", runsForLong ? "WARN" : "ERROR");
    logAt("HINDCAST_LOG_LIBRARIES", runsForLong ? "WARN" : "ERROR");
    if (!runsForLong) {
      // What a call fails with the command says itself.
      GRPC.setLevel(Level.SEVERE);
    }
    System.exit(TracedCommand.execute(commandLine(), args));
  }

  private static void logAt(String setting, String level) {
    if (System.getenv(setting) == null) {
      System.setProperty(setting, level);
    }
  }

  /** The command, ready to execute; it ends no process. */
  public static CommandLine commandLine() {
    var hindcast = new CommandLine(new Hindcast());
    inOrder(hindcast);
    return hindcast
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler((e, _) -> mistyped(e))
        .setExecutionExceptionHandler(
            (thrown, command, parsed) -> {
              if (AtExit.isEnding()) {
                return ExitCode.ERROR; // what was cut short is no error of its own
              }
              ErrorText.of(thrown).forEach(command.getErr()::println);
              command.getErr().flush();
              return ExitCode.ERROR;
            });
  }

  // The whole usage would hide what is wrong.
  private static int mistyped(ParameterException e) {
    var command = e.getCommandLine();
    var err = command.getErr();
    err.println("error: " + e.getMessage());
    var _ = UnmatchedArgumentException.printSuggestions(e, err);
    err.println("fix: see `" + command.getCommandSpec().qualifiedName() + " --help`");
    err.flush();
    return ExitCode.ERROR;
  }

  // Options are declared in the order of their use.
  private static void inOrder(CommandLine command) {
    command.getCommandSpec().usageMessage().sortOptions(false).sortSynopsis(false);
    command.getSubcommands().values().forEach(Hindcast::inOrder);
  }
}
