package dev.hindcast.cli.traces;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.output.Output;
import dev.hindcast.tracestore.IngestGrants;
import dev.hindcast.tracestore.TraceStoreSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hindcast store migrate}. */
@Command(
    name = "migrate",
    description =
        "Makes the schema hindcast in a store, or brings it to its newest version; nothing else.")
final class MigrateCommand implements Callable<Integer> {
  @Option(
      names = "--ingest-login",
      paramLabel = "USER",
      description = {
        "a login that exists, for the gateway's receivers: it may append actions and outcomes,",
        "and read none"
      })
  private String ingestLogin;

  @Mixin private StoreOptions store;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var command = spec.commandLine();
    var output = new Output(command.getOut(), command.getErr(), Output.Format.TABLE);
    var url =
        store.untouched(
            database -> {
              TraceStoreSchema.migrate(database);
              if (ingestLogin != null) {
                IngestGrants.grant(database, ingestLogin);
              }
              return database.shownUrl();
            });
    output.line("the schema " + TraceStoreSchema.NAME + " is at its newest version in " + url);
    if (ingestLogin != null) {
      output.line(ingestLogin + " may append to it");
    }
    return ExitCode.CLEAN;
  }
}
