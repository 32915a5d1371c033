package dev.hindcast.cli.traces;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.output.CommandException;
import dev.hindcast.cli.output.Output;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.tracestore.load.ImportSummary;
import dev.hindcast.tracestore.load.RunImport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hindcast import}. */
@Command(
    name = "import",
    description = {
      "Loads recorded agent runs into the trace store: JSON lines, plain or gzipped, one a tool call.",
      "Nothing is imported twice; malformed lines are reported and the rest is loaded."
    })
public final class ImportCommand implements Callable<Integer> {
  @Parameters(arity = "0..*", paramLabel = "FILE", description = "files of calls")
  private final List<Path> calls = new ArrayList<>();

  @Option(
      names = "--sessions",
      arity = "1..*",
      paramLabel = "FILE",
      description = "files of sessions: they decide the outcomes of their workflows")
  private final List<Path> sessions = new ArrayList<>();

  @Option(
      names = "--first-time",
      paramLabel = "TIME",
      description =
          "time that the first call gets, RFC 3339; each later one is a second later (the files carry no times)")
  private Instant firstTime = RunImport.FIRST_TIME;

  @Mixin private StoreOptions store;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (calls.isEmpty() && sessions.isEmpty()) {
      throw new CommandException("nothing to import: name a file of calls, or one of sessions");
    }
    Imports.requireReadable(calls, sessions);
    var command = spec.commandLine();
    var output = new Output(command.getOut(), command.getErr(), Output.Format.TABLE);
    var summary = store.with(database -> Imports.run(database, calls, sessions, firstTime, output));
    output.lines(lines(summary));
    return ExitCode.CLEAN;
  }

  static List<String> lines(ImportSummary summary) {
    var lines = new ArrayList<String>();
    lines.add(
        Texts.count(summary.actions(), "action")
            + " imported"
            + known(summary.knownActions())
            + "; "
            + Texts.count(summary.outcomes(), "outcome")
            + known(summary.knownOutcomes()));
    if (summary.actions() > 0) {
      lines.add(
          "times were assigned in order, one second apart from "
              + summary.firstTime()
              + ": the files carry none");
    }
    if (summary.strippedLines() > 0) {
      lines.add(
          "NUL characters were taken out of "
              + Texts.count(summary.strippedLines(), "line")
              + ": PostgreSQL stores none");
    }
    if (summary.malformed() > 0) {
      lines.add(Texts.count(summary.malformed(), "line") + " could not be loaded:");
      summary.firstMalformed().forEach(line -> lines.add("  " + line));
      if (summary.malformed() > summary.firstMalformed().size()) {
        lines.add("  … and " + (summary.malformed() - summary.firstMalformed().size()) + " more");
      }
    }
    return lines;
  }

  private static String known(long known) {
    return known == 0 ? "" : " (" + Texts.count(known) + " were there already)";
  }
}
