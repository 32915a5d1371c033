package dev.hindcast.bench;

import dev.hindcast.cli.local.LocalCluster;
import dev.hindcast.cli.local.LocalOptions;
import dev.hindcast.tracestore.generate.Fleet;
import dev.hindcast.tracestore.generate.FleetWriter;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long a fork takes at two sizes of the store, what it costs on disk, how fast it is read; and
 * beside it what people do without: a template copy, and dump and restore.
 */
@Command(
    name = "branch",
    mixinStandardHelpOptions = true,
    description = "Fork time at two sizes, disk, reads in the fork; template copy and dump beside.")
final class BranchBench implements Callable<Integer> {
  private static final int READS = 15;

  @Option(
      names = "--actions",
      split = ",",
      defaultValue = "1000000,10000000",
      description = "Actions in the store, smaller size first (default: ${DEFAULT-VALUE}).")
  private List<Long> sizes = List.of();

  @Option(
      names = "--forks",
      defaultValue = "50",
      description = "Forks to time at each size (default: ${DEFAULT-VALUE}).")
  private int forks;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the fleet (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--folder",
      description =
          "Folder for the store's data; on XFS or Btrfs forks are block-level (default: temporary).")
  private Path folder;

  @Option(names = "--no-copies", description = "Leave out template copy, dump and restore.")
  private boolean noCopies;

  private Path data;
  private final PrintStream out = System.out;

  @Override
  public Integer call() throws Exception {
    var throwAway = LocalOptions.throwAway();
    data = folder == null ? throwAway.data() : Files.createTempDirectory(folder, "hindcast-bench-");
    var options =
        new LocalOptions(data, true, throwAway.ports(), 0, 1, LocalOptions.Branching.AUTO);
    try (var cluster = LocalCluster.start(options);
        var branches = new BenchBranches(cluster.branches())) {
      out.printf(
          Locale.ROOT,
          "provider %s, %d cores, data in %s%n",
          branches.provider(),
          Runtime.getRuntime().availableProcessors(),
          Files.getFileStore(data).type());
      var medians = new ArrayList<Double>();
      long stored = 0;
      for (var size : sizes) {
        var fleet =
            FleetWriter.write(
                cluster.store(),
                Fleet.of(seed + stored, size - stored),
                2,
                FleetWriter.Progress.NONE);
        stored = size;
        medians.add(measure(cluster, branches, size, fleet.rate()));
      }
      if (medians.size() > 1) {
        out.printf(
            Locale.ROOT,
            "%nfork p50 at %,d actions / at %,d: %.2f%n",
            sizes.getLast(),
            sizes.getFirst(),
            medians.getLast() / medians.getFirst());
      }
    }
    return 0;
  }

  private double measure(LocalCluster cluster, BenchBranches branches, long size, long rate)
      throws Exception {
    var store = new BenchDatabase(cluster.superuser("traces"));
    store.execute("VACUUM (ANALYZE) hindcast.action");
    store.execute("CHECKPOINT");
    out.printf(
        Locale.ROOT,
        "%n%,d actions, %,d MiB (generated at %,d/s)%n",
        size,
        store.bytes() >> 20,
        rate);
    var warmUp = branches.fork();
    branches.delete(warmUp);
    var before = store.diskUsed(data);
    var made = new ArrayList<String>();
    var times = Measured.of("fork", 1, forks, () -> made.add(branches.fork()));
    out.println(times.percentiles());
    out.printf(
        Locale.ROOT,
        "extra disk of a fork: %,d KiB%n",
        (store.diskUsed(data) - before) / forks >> 10);
    try (var parent = BenchReads.of(cluster.store(), "hindcast.action", size, seed);
        var fork = BenchReads.of(branches.login(made.getFirst()), "action", size, seed)) {
      compare("point read by key", parent::point, fork::point, 200);
      compare("page of 50 in key order", parent::page, fork::page, 200);
      compare("one workflow", parent::workflow, fork::workflow, 200);
      compare("full scan", parent::scan, fork::scan, 1);
    }
    for (var branch : made) {
      branches.delete(branch);
    }
    if (!noCopies) {
      copies(store, size);
    }
    return times.median().toNanos();
  }

  // In turn, so that a machine that slows down slows both.
  private void compare(String what, Measured.Run parent, Measured.Run fork, int repeat)
      throws Exception {
    var parents = new java.time.Duration[READS];
    var forked = new java.time.Duration[READS];
    for (int i = -1; i < READS; i++) {
      var p = Measured.of("", repeat, 1, () -> times(repeat, parent)).median();
      var f = Measured.of("", repeat, 1, () -> times(repeat, fork)).median();
      if (i >= 0) { // the first round warms caches
        parents[i] = p;
        forked[i] = f;
      }
    }
    var inParent = new Measured(what, repeat, parents).median().toNanos() / 1e6 / repeat;
    var inFork = new Measured(what, repeat, forked).median().toNanos() / 1e6 / repeat;
    out.printf(
        Locale.ROOT,
        "%-26s parent %10.3f ms   fork %10.3f ms   fork / parent %.2f%n",
        what,
        inParent,
        inFork,
        inFork / inParent);
  }

  private static void times(int repeat, Measured.Run run) throws Exception {
    for (int i = 0; i < repeat; i++) {
      run.run();
    }
  }

  private void copies(BenchDatabase store, long size) throws Exception {
    var template = Measured.of("CREATE DATABASE ... TEMPLATE", 1, 1, store::template);
    out.printf(Locale.ROOT, "%s   extra disk %,d MiB%n", template.line(), store.copyBytes() >> 20);
    store.dropCopy();
    try {
      var restore = Measured.of("dump and restore by COPY", size, 1, store::dumpAndRestore);
      out.printf(Locale.ROOT, "%s   extra disk %,d MiB%n", restore.line(), store.copyBytes() >> 20);
    } catch (SQLException e) {
      throw new IllegalStateException("the store could not be copied", e);
    } finally {
      store.dropCopy();
    }
  }
}
