package dev.hindcast.cli.traces;

import picocli.CommandLine.Command;

/** {@code hindcast store}. */
@Command(
    name = "store",
    description =
        "Brings a store's schema up to date, prepares tables that are updated, checks views of your own.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {MigrateCommand.class, PrepareCommand.class, MapCommand.class})
public final class StoreCommands {}
