package dev.hindcast.cli.traces;

import picocli.CommandLine.Command;

/** {@code hindcast store}. */
@Command(
    name = "store",
    description = "Brings a store's schema up to date, and prepares tables that are updated.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {MigrateCommand.class, PrepareCommand.class})
public final class StoreCommands {}
