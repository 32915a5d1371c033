package dev.hindcast.cli.traces;

import dev.hindcast.cli.output.CommandException;
import dev.hindcast.cli.output.Output;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.tracestore.load.ImportSummary;
import dev.hindcast.tracestore.load.RunImport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** An import with its progress on standard error. */
public final class Imports {
  private Imports() {}

  /** Says which file is not there before anything is started for it. */
  public static void requireReadable(List<Path> calls, List<Path> sessions) {
    for (var file : Stream.concat(calls.stream(), sessions.stream()).toList()) {
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        throw new CommandException(file + " is no file that can be read");
      }
    }
  }

  /** Imports files into a store. */
  public static ImportSummary run(
      DatabaseSettings store, List<Path> calls, List<Path> sessions, Instant first, Output output) {
    var progress = output.progress();
    try {
      return RunImport.run(
          store,
          calls,
          sessions,
          first,
          (lines, actions) ->
              progress.show(
                  "importing",
                  0,
                  0,
                  Texts.count(lines, "line") + ", " + Texts.count(actions) + " new actions"));
    } finally {
      progress.end();
    }
  }

  /** Imports files for a run of their own and says on standard error what could not be loaded. */
  public static void runAndReport(
      DatabaseSettings store, List<Path> calls, List<Path> sessions, Output output) {
    var summary = run(store, calls, sessions, RunImport.FIRST_TIME, output);
    ImportCommand.lines(summary).forEach(output::note);
  }
}
