package dev.hindcast.cli.branch;

import picocli.CommandLine.Command;

/** {@code hindcast branch}. */
@Command(
    name = "branch",
    description = "Forks a trace store, and lists, watches, extends, resets and deletes the forks.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CreateCommand.class,
      ListCommand.class,
      GetCommand.class,
      WatchCommand.class,
      ExtendCommand.class,
      ResetCommand.class,
      DeleteCommand.class
    })
public final class BranchCommands {}
