package dev.hindcast.cli.audit;

import picocli.CommandLine.Command;

/** {@code hindcast audit}. */
@Command(
    name = "audit",
    description = "Exports and verifies the audit logs: who did what to which resource when.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ExportCommand.class, VerifyCommand.class})
public final class AuditCommands {}
