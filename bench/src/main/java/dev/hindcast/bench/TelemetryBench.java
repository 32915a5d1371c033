package dev.hindcast.bench;

import dev.hindcast.proto.branch.v1.BundleRole;
import dev.hindcast.tracestore.generate.Fleet;
import dev.hindcast.tracestore.generate.FleetWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What telemetry costs a replay: two clusters alike, one of which sends every span and its metrics
 * to a receiver on the same machine, replay the same in turn.
 */
@Command(
    name = "telemetry",
    mixinStandardHelpOptions = true,
    description = "Full replay with all telemetry sent beside full replay without.")
final class TelemetryBench implements Callable<Integer> {
  private static final int WARM_UP = 3;

  @Option(
      names = "--actions",
      defaultValue = "600000",
      description = "Actions to generate (default: ${DEFAULT-VALUE}).")
  private long actions;

  @Option(
      names = "--rounds",
      defaultValue = "9",
      description = "Replays of each; the median counts (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--json", description = "File to write the figures to, as one JSON object.")
  private Optional<Path> json = Optional.empty();

  private final Figures figures = new Figures(System.out);

  @Override
  public Integer call() throws Exception {
    try (var sink = new TelemetrySink();
        var off = BenchUp.start(Map.of());
        var on = BenchUp.start(sink.environment())) {
      figures.say(
          "%,d generated actions in each of two clusters, two bundles of 20 rules, %d cores",
          actions, Runtime.getRuntime().availableProcessors());
      try (var without = Ready.of(off, actions);
          var with = Ready.of(on, actions)) {
        for (int i = 0; i < WARM_UP; i++) {
          without.replay();
          with.replay();
        }
        compare(off, without, on, with);
        figures.say(
            "%,d spans and %,d exports of metrics came", sink.spans(), sink.metricExports());
        if (sink.spans() == 0 || sink.metricExports() == 0) {
          throw new IllegalStateException("telemetry was not on");
        }
      }
    }
    if (json.isPresent()) {
      figures.write(json.get());
    }
    return 0;
  }

  private void compare(BenchUp off, Ready without, BenchUp on, Ready with) throws Exception {
    var plain = new Duration[rounds];
    var traced = new Duration[rounds];
    var plainCpu = new double[rounds];
    var tracedCpu = new double[rounds];
    // In turn and each first as often as the other, so that a machine that slows down slows both.
    for (int i = 0; i < rounds; i++) {
      if (i % 2 == 0) {
        plain[i] = timed(off, without, plainCpu, i);
        traced[i] = timed(on, with, tracedCpu, i);
      } else {
        traced[i] = timed(on, with, tracedCpu, i);
        plain[i] = timed(off, without, plainCpu, i);
      }
    }
    var rate = figures.timed("off", new Measured("full replay, telemetry off", actions, plain));
    var tracedRate =
        figures.timed("on", new Measured("full replay, telemetry on", actions, traced));
    figures.number("off_cpu_micros", "  its process, off", median(plainCpu), "µs/action");
    figures.number("on_cpu_micros", "  its process, on", median(tracedCpu), "µs/action");
    figures.atMost(
        "overhead_percent",
        "throughput lost, percent",
        100 * (1 - tracedRate.perSecond() / rate.perSecond()),
        3);
    figures.number(
        "cpu_overhead_percent",
        "processor time more, percent",
        100 * (median(tracedCpu) / median(plainCpu) - 1),
        "%");
  }

  private Duration timed(BenchUp up, Ready ready, double[] cpu, int run) throws Exception {
    var pid = List.of(up.pid());
    var before = CpuTime.of(pid);
    var time = Measured.of("", actions, 1, ready::replay).median();
    cpu[run] = CpuTime.of(pid).microsSince(before) / actions;
    return time;
  }

  private static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** A cluster with a branch and both bundles in it. */
  private record Ready(BenchBranches branches, BenchReplays replays, String branch, long actions)
      implements AutoCloseable {
    static Ready of(BenchUp up, long actions) throws Exception {
      var cluster = up.cluster();
      var _ =
          FleetWriter.write(cluster.store(), Fleet.of(1, actions), 2, FleetWriter.Progress.NONE);
      var branches = new BenchBranches(cluster.branches());
      var branch = branches.fork();
      branches.load(branch, BundleRole.BUNDLE_ROLE_BASELINE, BenchBundle.of("fleet-before"));
      branches.load(branch, BundleRole.BUNDLE_ROLE_CANDIDATE, BenchBundle.of("fleet"));
      return new Ready(branches, new BenchReplays(cluster.gateway()), branch, actions);
    }

    void replay() {
      var _ = replays.run(branch, actions);
    }

    @Override
    public void close() {
      branches.delete(branch);
      replays.close();
      branches.close();
    }
  }
}
