package dev.hindcast.cli.demo;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.connect.Clients;
import dev.hindcast.cli.connect.ClusterAddress;
import dev.hindcast.cli.local.LocalCluster;
import dev.hindcast.cli.local.LocalOptions;
import dev.hindcast.cli.output.Output;
import dev.hindcast.cli.output.Terminal;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.cli.traces.GenerateCommand;
import dev.hindcast.cli.traces.Imports;
import dev.hindcast.tracestore.generate.Fleet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hindcast demo}. */
@Command(
    name = "demo",
    description = {
      "Shows everything once, in a cluster for this run only: recorded actions, a policy change,"
          + " its diff, a promotion.",
      "Nothing is left behind."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final long SEED = 7;

  @Option(
      names = "--actions",
      paramLabel = "N",
      description = "size of the synthetic fleet (default: 200000)")
  private long actions = 200_000;

  @Option(
      names = "--traces",
      arity = "1..*",
      paramLabel = "FILE",
      description = "recorded runs instead: files of calls, and of sessions")
  private List<Path> traces = List.of();

  @Spec private CommandSpec spec;

  private Output output;
  private int step;

  @Override
  public Integer call() {
    var command = spec.commandLine();
    output = new Output(command.getOut(), command.getErr(), Output.Format.TABLE);
    var started = System.nanoTime();
    var fleet = Fleet.of(SEED, actions); // or an error, before anything is started
    Imports.requireReadable(traces, List.of());
    say(
        "A cluster on this machine: PostgreSQL, policy-registry, branch-service, gateway, a worker");
    try (var cluster = LocalCluster.start(LocalOptions.throwAway());
        var clients = Clients.connect(ClusterAddress.of(cluster))) {
      output.line("  up after " + Texts.duration(since(started)));
      fill(cluster, fleet);
      var bundles = traces.isEmpty() ? DemoBundles.forFleet() : DemoBundles.forTraces();
      new DemoStory(clients, bundles, output, this::say).tell();
    }
    output.line("");
    output.line("All of it took " + Texts.duration(since(started)) + ". Nothing is left behind.");
    return ExitCode.CLEAN;
  }

  private void fill(LocalCluster cluster, Fleet fleet) {
    if (traces.isEmpty()) {
      say("What the agents did: a synthetic fleet writes its actions into the trace store");
      var summary = GenerateCommand.write(cluster.store(), fleet, output);
      output.line(
          "  "
              + Texts.count(summary.actions(), "action")
              + " in "
              + Texts.duration(summary.elapsed())
              + " ("
              + Texts.count(summary.rate())
              + " actions/s)");
    } else {
      say("What the agents did: recorded runs");
      Imports.runAndReport(cluster.store(), traces, List.of(), output);
    }
  }

  private void say(String title) {
    step++;
    output.line((step == 1 ? "" : System.lineSeparator()) + Terminal.bold(step + ". " + title));
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
