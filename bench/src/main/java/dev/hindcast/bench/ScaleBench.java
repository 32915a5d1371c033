package dev.hindcast.bench;

import dev.hindcast.proto.branch.v1.BundleRole;
import dev.hindcast.tracestore.generate.Fleet;
import dev.hindcast.tracestore.generate.FleetWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Replay at scale: full replay with one worker and more beside COPY of the same columns, what a
 * gateway takes in, and OPA on the same rules and actions.
 */
@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    description =
        "Full replay with 1, 2 and 4 workers beside COPY, heap, the gateway's merge rate, OPA, and delta replay beside the count of its condition.")
final class ScaleBench implements Callable<Integer> {
  @Option(
      names = "--actions",
      defaultValue = "3000000",
      description = "Actions to generate (default: ${DEFAULT-VALUE}).")
  private long actions;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the fleet (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--workers",
      split = ",",
      defaultValue = "1,2,4",
      description = "Worker processes, fewer first (default: ${DEFAULT-VALUE}).")
  private List<Integer> workers = List.of();

  @Option(
      names = "--slots",
      defaultValue = "2",
      description = "Shards a worker judges at once (default: ${DEFAULT-VALUE}).")
  private int slots;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Runs of each part; the median counts (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--changes",
      defaultValue = "400000",
      description = "Changes that simulated workers send (default: ${DEFAULT-VALUE}).")
  private int changes;

  @Option(
      names = "--opa-actions",
      defaultValue = "100000",
      description = "Actions that OPA evaluates, of the same ones (default: ${DEFAULT-VALUE}).")
  private int opaActions;

  @Option(
      names = "--opa-runner",
      description = "A built bench/opa; by default it is built, if there is a Go to build it.")
  private Optional<Path> opaRunner = Optional.empty();

  @Option(names = "--json", description = "File to write the figures to, as one JSON object.")
  private Optional<Path> json = Optional.empty();

  @Option(names = "--jfr", description = "File to record the first worker's flight to.")
  private Optional<Path> jfr = Optional.empty();

  private final Figures figures = new Figures(System.out);

  @Override
  public Integer call() throws Exception {
    try (var cluster = BenchCluster.start(1);
        var branches = new BenchBranches(cluster.branches());
        var replays = new BenchReplays(cluster.gateways().getFirst())) {
      figures.say(
          "%,d generated actions, seed %d, two bundles of 20 rules, %d cores, workers of %d slots and %d MiB",
          actions, seed, Runtime.getRuntime().availableProcessors(), slots, BenchWorker.HEAP);
      generate(cluster);
      var before = BenchBundle.of("fleet-before");
      var branch = branches.fork();
      branches.load(branch, BundleRole.BUNDLE_ROLE_BASELINE, before);
      branches.load(branch, BundleRole.BUNDLE_ROLE_CANDIDATE, BenchBundle.of("fleet"));
      var full = full(cluster, branches, replays, branch);
      new MergeBench(figures, changes).run(cluster, replays, branch);
      new OpaBench(figures, opaActions, opaRunner).run(branches.login(branch), before, full);
      delta(cluster, branches, replays, branch, before);
      branches.delete(branch);
    }
    if (json.isPresent()) {
      figures.write(json.get());
    }
    return 0;
  }

  private void generate(BenchCluster cluster) throws SQLException {
    var fleet =
        FleetWriter.write(cluster.store(), Fleet.of(seed, actions), 2, FleetWriter.Progress.NONE);
    figures.number("generate_per_second", "generate", fleet.rate(), "actions/s");
    var store = cluster.store();
    try (var connection = DriverManager.getConnection(store.url(), store.user(), store.password());
        var statement = connection.createStatement()) {
      statement.execute("VACUUM (ANALYZE) hindcast.action");
      try (var rows = statement.executeQuery("SELECT pg_total_relation_size('hindcast.action')")) {
        rows.next();
        figures.number(
            "store_bytes",
            "store, with its indexes",
            (double) rows.getLong(1) / actions,
            "bytes/action");
      }
    }
  }

  /** The best median of all worker counts. */
  private Measured full(
      BenchCluster cluster, BenchBranches branches, BenchReplays replays, String branch)
      throws Exception {
    var projected = Projected.of(BenchBundle.of("fleet-before"), BenchBundle.of("fleet"));
    var fork = branches.login(branch);
    List<BenchWorker> running = new ArrayList<>();
    List<Measured> all = new ArrayList<>();
    figures.number(
        "copy_cpu_micros", "COPY, processor time", projected.copyOut(fork, actions), "µs/action");
    try {
      for (int count : workers) {
        while (running.size() < count) {
          running.add(cluster.worker(slots, running.isEmpty() ? recording() : List.of()));
        }
        figures.timed(
            "cold_" + count,
            Measured.of(
                "full replay, cold, workers: " + count,
                actions,
                1,
                () -> replays.run(branch, actions)));
        // In turn, so that a machine that slows down slows both.
        var copies = new Duration[rounds];
        var runs = new Duration[rounds];
        var workerCpu = new double[rounds];
        var serverCpu = new double[rounds];
        var pids = running.stream().map(BenchWorker::pid).toList();
        for (int i = 0; i < rounds; i++) {
          copies[i] = Measured.of("", actions, 1, () -> projected.copyOut(fork, actions)).median();
          var worker = CpuTime.of(pids);
          var server = CpuTime.ofBackends(cluster.superuser());
          runs[i] = Measured.of("", actions, 1, () -> replays.run(branch, actions)).median();
          workerCpu[i] = CpuTime.of(pids).microsSince(worker) / actions;
          serverCpu[i] = CpuTime.ofBackends(cluster.superuser()).microsSince(server) / actions;
        }
        var copy =
            figures.timed("copy_" + count, new Measured("COPY, same columns", actions, copies));
        var full =
            figures.timed(
                "full_" + count, new Measured("full replay, workers: " + count, actions, runs));
        figures.number(
            "worker_cpu_micros_" + count,
            "  workers, processor time",
            median(workerCpu),
            "µs/action");
        figures.number(
            "server_cpu_micros_" + count,
            "  their server processes",
            median(serverCpu),
            "µs/action");
        figures.atLeast(
            "full_to_copy_" + count,
            "full replay / COPY",
            full.perSecond() / copy.perSecond(),
            0.5);
        all.add(full);
      }
      heap(running);
      var diff = replays.run(branch, actions);
      figures.say("changed: %,d; digest %s", diff.getChangedCount(), diff.getDigest());
    } finally {
      running.forEach(BenchWorker::close);
    }
    return all.stream().max(Comparator.comparingDouble(Measured::perSecond)).orElseThrow();
  }

  private void delta(
      BenchCluster cluster,
      BenchBranches branches,
      BenchReplays replays,
      String branch,
      BenchBundle baseline)
      throws Exception {
    try (var _ = cluster.worker(slots, List.of())) {
      var deltas = new DeltaRuns(branches, replays, branch, actions, rounds, figures);
      for (double share : ReplayBench.SHARES) {
        deltas.run(share, baseline);
      }
    }
  }

  private static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private List<String> recording() {
    return jfr.map(
            file ->
                List.of(
                    "-XX:StartFlightRecording=settings=profile,filename=" + file.toAbsolutePath()))
        .orElse(List.of());
  }

  private void heap(List<BenchWorker> running) throws IOException {
    var heap = new BenchWorker.Heap(0, 0, 0);
    for (var worker : running) {
      heap = heap.max(worker.heap());
    }
    figures.number("heap_live_mib", "live after a collection, at most", heap.live(), "MiB");
    figures.atMost("heap_mib", "heap per worker, MiB, at most", heap.most(), BenchWorker.HEAP);
  }
}
