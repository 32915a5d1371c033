package dev.hindcast.cli.bundle;

import picocli.CommandLine.Command;

/** {@code hindcast bundle}. */
@Command(
    name = "bundle",
    description =
        "Checks, publishes, lists and compares policy bundles, and shows what their channels point to.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      LintCommand.class,
      PublishCommand.class,
      ListCommand.class,
      ChannelCommand.class,
      CompareCommand.class
    })
public final class BundleCommands {}
