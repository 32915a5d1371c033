package dev.hindcast.cli.traces;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.DurationConverter;
import dev.hindcast.cli.output.Output;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.tracestore.generate.Fleet;
import dev.hindcast.tracestore.generate.FleetSummary;
import dev.hindcast.tracestore.generate.FleetWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hindcast generate}. */
@Command(
    name = "generate",
    description = {
      "Writes the actions of a synthetic fleet of agents into the trace store.",
      "The same seed and size give the same rows; repeating it adds nothing."
    })
public final class GenerateCommand implements Callable<Integer> {
  @Option(names = "--actions", paramLabel = "N", description = "how many (default: 100000)")
  private long actions = 100_000;

  @Option(names = "--seed", paramLabel = "S", description = "of all that is random (default: 1)")
  private long seed = 1;

  @Option(
      names = "--span",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "over which the workflows begin (default: 14d)")
  private Duration span = Duration.ofDays(14);

  @Mixin private StoreOptions store;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var usual = Fleet.of(seed, actions);
    var fleet = new Fleet(seed, actions, usual.start(), span);
    var command = spec.commandLine();
    var output = new Output(command.getOut(), command.getErr(), Output.Format.TABLE);
    var summary = store.with(database -> write(database, fleet, output));
    var known =
        summary.knownActions() == 0
            ? ""
            : " (" + Texts.count(summary.knownActions()) + " were there already)";
    output.line(
        Texts.count(summary.actions(), "action")
            + known
            + " and "
            + Texts.count(summary.outcomes(), "outcome")
            + " in "
            + Texts.duration(summary.elapsed())
            + (summary.actions() == 0 ? "" : ", " + Texts.count(summary.rate()) + " actions/s"));
    return ExitCode.CLEAN;
  }

  /** Writes a fleet with its progress on standard error. */
  public static FleetSummary write(DatabaseSettings store, Fleet fleet, Output output) {
    var progress = output.progress();
    try {
      return FleetWriter.write(
          store,
          fleet,
          Math.max(2, Runtime.getRuntime().availableProcessors()),
          done -> {
            synchronized (progress) {
              progress.show("generating", done, fleet.actions(), Texts.count(done, "action"));
            }
          });
    } finally {
      progress.end();
    }
  }
}
