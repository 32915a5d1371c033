package dev.hindcast.cli.token;

import picocli.CommandLine.Command;

/** {@code hindcast token}. */
@Command(
    name = "token",
    description = "Makes tokens to call a secured cluster with.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = CreateTokenCommand.class)
public final class TokenCommands {}
