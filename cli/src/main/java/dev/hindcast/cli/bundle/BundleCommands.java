package dev.hindcast.cli.bundle;

import picocli.CommandLine.Command;

/** {@code hindcast bundle}. */
@Command(
    name = "bundle",
    description = "Checks, publishes, lists and compares policy bundles.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      LintCommand.class,
      PublishCommand.class,
      ListCommand.class,
      CompareCommand.class
    })
public final class BundleCommands {}
