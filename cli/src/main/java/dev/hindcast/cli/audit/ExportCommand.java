package dev.hindcast.cli.audit;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.proto.audit.v1.ListEntriesResponse;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hindcast audit export}. */
@Command(
    name = "export",
    description = {
      "Writes the audit logs of all services to standard output, a JSON text a line, oldest first.",
      "The head of each log goes to standard error: kept elsewhere, it proves later that nothing was cut off."
    })
final class ExportCommand implements Callable<Integer> {
  @Mixin private ServerOptions server;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var logs = new VerifiedLogs();
    try (var clients = server.connect()) {
      LogPages.read(
          clients,
          page -> {
            logs.add(page);
            print(page, out);
          });
    }
    out.flush();
    var notes = spec.commandLine().getErr();
    logs.heads().forEach(notes::println);
    logs.missing().ifPresent(notes::println);
    notes.flush();
    return ExitCode.CLEAN;
  }

  private static void print(ListEntriesResponse page, PrintWriter out) {
    for (var entry : page.getEntriesList()) {
      var line = ListEntriesResponse.newBuilder().setService(page.getService()).addEntries(entry);
      out.println(AuditLines.print(line.build()));
    }
  }
}
