package dev.hindcast.cli.audit;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.output.CommandException;
import dev.hindcast.platform.audit.AuditHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hindcast audit verify}. */
@Command(
    name = "verify",
    description = {
      "Verifies audit logs: that no entry was changed, taken out or put in. Ends with 1 if one was.",
      "A log that was cut off at its end shows only against a head that was kept: see --head."
    })
final class VerifyCommand implements Callable<Integer> {
  private static final Pattern HEAD = Pattern.compile("([a-z-]+):([0-9]{1,18}):([0-9a-f]{64})");

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "an export (default: the logs themselves, from the services)")
  private Path file;

  @Option(
      names = "--head",
      paramLabel = "SERVICE:NUMBER:HASH",
      description = "an entry that must be there, as `audit export` said; may be repeated")
  private List<String> heads = List.of();

  @Mixin private ServerOptions server;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    var logs = new VerifiedLogs();
    heads.forEach(head -> require(logs, head));
    if (file != null) {
      read(logs);
    } else {
      try (var clients = server.connect()) {
        LogPages.read(clients, logs::add);
      }
    }
    var out = spec.commandLine().getOut();
    logs.sound().forEach(out::println);
    var problems = logs.problems();
    problems.forEach(problem -> out.println("BROKEN " + problem));
    out.flush();
    return problems.isEmpty() ? ExitCode.CLEAN : ExitCode.CHANGES;
  }

  private void read(VerifiedLogs logs) throws IOException {
    try (var lines = Files.newBufferedReader(file)) {
      var number = 0L;
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        logs.add(AuditLines.parse(line, number));
      }
    }
  }

  private static void require(VerifiedLogs logs, String head) {
    var parts = HEAD.matcher(head);
    if (!parts.matches()) {
      throw new CommandException("--head is SERVICE:NUMBER:HASH, as `hindcast audit export` says");
    }
    var number = Long.parseLong(parts.group(2));
    if (number > 0) {
      logs.require(parts.group(1), new AuditHead(number, parts.group(3)));
    }
  }
}
