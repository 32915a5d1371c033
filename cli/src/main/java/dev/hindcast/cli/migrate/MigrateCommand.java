package dev.hindcast.cli.migrate;

import dev.hindcast.branch.BranchSchema;
import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.output.CommandException;
import dev.hindcast.cli.output.Output;
import dev.hindcast.gateway.GatewaySchema;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.secret.Secret;
import dev.hindcast.registry.RegistrySchema;
import dev.hindcast.tracestore.TraceStoreSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hindcast migrate}. */
@Command(
    name = "migrate",
    description = {
      "Brings the schemas of a cluster to their newest version and ends: the services' own in the",
      "control database, and the trace store's. For the step before a deployment; safe to repeat."
    })
public final class MigrateCommand implements Callable<Integer> {
  @ArgGroup(exclusive = false)
  private Control control;

  @ArgGroup(exclusive = false)
  private Store store;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (control == null && store == null) {
      throw new CommandException("nothing to migrate: name --control, --store or both");
    }
    var command = spec.commandLine();
    var output = new Output(command.getOut(), command.getErr(), Output.Format.TABLE);
    if (control != null) {
      var database = control.settings();
      RegistrySchema.migrate(database);
      BranchSchema.migrate(database);
      GatewaySchema.migrate(database);
      output.line("the services' schemas are at their newest version in " + database.shownUrl());
    }
    if (store != null) {
      var database = store.settings();
      TraceStoreSchema.migrate(database);
      output.line(
          "the schema "
              + TraceStoreSchema.NAME
              + " is at its newest version in "
              + database.shownUrl());
    }
    return ExitCode.CLEAN;
  }

  private static final class Control {
    @Option(
        names = "--control",
        paramLabel = "URL",
        required = true,
        description = {"the control database:", "jdbc:postgresql://HOST:PORT/DATABASE"})
    private String url;

    @Option(
        names = "--control-user",
        paramLabel = "USER",
        required = true,
        description = "login that owns the services' schemas, or may create them")
    private String user;

    @Option(
        names = "--control-password",
        paramLabel = "REFERENCE",
        defaultValue = "",
        description = "its password by reference: file:/PATH or env:NAME")
    private String password;

    DatabaseSettings settings() {
      return new DatabaseSettings(url, user, secret("--control-password", password), 1);
    }
  }

  private static final class Store {
    @Option(
        names = "--store",
        paramLabel = "URL",
        required = true,
        description = "the database of a trace store")
    private String url;

    @Option(
        names = "--store-user",
        paramLabel = "USER",
        required = true,
        description = "login that owns the schema hindcast, or may create it")
    private String user;

    @Option(
        names = "--store-password",
        paramLabel = "REFERENCE",
        defaultValue = "",
        description = "its password by reference: file:/PATH or env:NAME")
    private String password;

    DatabaseSettings settings() {
      return new DatabaseSettings(url, user, secret("--store-password", password), 1);
    }
  }

  // Whoever lists the processes of a machine sees their arguments.
  private static String secret(String option, String reference) {
    if (!reference.isEmpty() && !reference.startsWith("file:") && !reference.startsWith("env:")) {
      throw new CommandException(option + " takes file:/PATH or env:NAME, not the password itself");
    }
    try {
      return Secret.read(reference);
    } catch (IllegalArgumentException e) {
      throw new CommandException(e.getMessage());
    }
  }
}
