package dev.hindcast.cli.branch;

import picocli.CommandLine.Command;

/** {@code hindcast branch}. */
@Command(
    name = "branch",
    description = "Forks a trace store, and lists, extends and deletes the forks.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CreateCommand.class,
      ListCommand.class,
      ExtendCommand.class,
      DeleteCommand.class
    })
public final class BranchCommands {}
