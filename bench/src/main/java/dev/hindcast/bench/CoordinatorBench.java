package dev.hindcast.bench;

import dev.hindcast.proto.branch.v1.BundleRole;
import dev.hindcast.proto.worker.v1.ShardLease;
import dev.hindcast.tracestore.generate.Fleet;
import dev.hindcast.tracestore.generate.FleetWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Where the coordinator bends: simulated workers, each a virtual thread with a gRPC connection of
 * its own, lease shards of a real replay, wait as long as judging would take, and commit a batch of
 * changes and a summary each; more and more of them, at one gateway and at two.
 */
@Command(
    name = "coordinator",
    mixinStandardHelpOptions = true,
    description = "Leases, heartbeats and commits with 10 to 1,000 simulated workers.")
final class CoordinatorBench implements Callable<Integer> {
  private static final long ACTIONS = 200_000;
  private static final int MOST_SHARDS = 10_000;
  private static final Duration HEARTBEAT = Duration.ofSeconds(3);

  @Option(
      names = "--workers",
      split = ",",
      defaultValue = "10,100,300,1000",
      description = "Simulated workers (default: ${DEFAULT-VALUE}).")
  private List<Integer> workers = List.of();

  @Option(
      names = "--gateways",
      split = ",",
      defaultValue = "1,2",
      description = "Gateways (default: ${DEFAULT-VALUE}).")
  private List<Integer> gateways = List.of();

  @Option(
      names = "--shard-seconds",
      defaultValue = "2",
      description = "How long a worker judges a shard (default: ${DEFAULT-VALUE}).")
  private double shardSeconds;

  @Option(
      names = "--shards",
      defaultValue = "6",
      description = "Shards for each worker, at most (default: ${DEFAULT-VALUE}).")
  private int shards;

  @Option(
      names = "--changes",
      defaultValue = "100",
      description = "Changes of a shard (default: ${DEFAULT-VALUE}).")
  private int changes;

  @Option(names = "--json", description = "File to write the figures to, as one JSON object.")
  private Optional<Path> json = Optional.empty();

  private final Figures figures = new Figures(System.out);

  /** What the workers of one run waited for, in nanoseconds. */
  private record Waits(
      Queue<Long> leases, Queue<Long> commits, AtomicInteger heartbeats, AtomicInteger lost) {
    Waits() {
      this(
          new ConcurrentLinkedQueue<>(),
          new ConcurrentLinkedQueue<>(),
          new AtomicInteger(),
          new AtomicInteger());
    }
  }

  @Override
  public Integer call() throws Exception {
    for (int count : gateways) {
      try (var cluster = BenchCluster.start(count);
          var branches = new BenchBranches(cluster.branches());
          var replays = new BenchReplays(cluster.gateways().getFirst())) {
        var _ =
            FleetWriter.write(cluster.store(), Fleet.of(1, ACTIONS), 2, FleetWriter.Progress.NONE);
        var branch = branches.fork();
        branches.load(branch, BundleRole.BUNDLE_ROLE_BASELINE, BenchBundle.of("fleet-before"));
        branches.load(branch, BundleRole.BUNDLE_ROLE_CANDIDATE, BenchBundle.of("fleet"));
        figures.say(
            "gateways: %d; a shard takes %.1f s and has %d changes", count, shardSeconds, changes);
        run(cluster.gateways(), replays, branch, workers.getFirst(), new Waits()); // cold
        for (int number : workers) {
          report(cluster.gateways(), replays, branch, number);
        }
      }
    }
    if (json.isPresent()) {
      figures.write(json.get());
    }
    return 0;
  }

  private void report(List<String> targets, BenchReplays replays, String branch, int number)
      throws Exception {
    var waits = new Waits();
    var took = run(targets, replays, branch, number, waits);
    int done = waits.commits().size();
    var id = "gateways_" + targets.size() + "_workers_" + number + "_";
    double seconds = took.toNanos() / 1e9;
    figures.say("  workers: %,d", number);
    figures.number(id + "shards_per_second", "  shards committed", done / seconds, "/s");
    figures.number(
        id + "of_ideal",
        "  of what the workers could do",
        done / seconds * shardSeconds / number,
        "");
    figures.number(
        id + "heartbeats_per_second", "  heartbeats", waits.heartbeats().get() / seconds, "/s");
    figures.number(id + "lost", "  leases lost", waits.lost().get(), "");
    percentiles(id + "lease", "  lease after an offer", waits.leases());
    percentiles(id + "commit", "  batch and commit", waits.commits());
  }

  private void percentiles(String id, String what, Queue<Long> nanos) {
    var sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    for (int percent : new int[] {50, 99}) {
      var at = sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
      figures.number(
          String.format(Locale.ROOT, "%s_p%d_ms", id, percent),
          what + ", p" + percent,
          at / 1e6,
          "ms");
    }
  }

  /** From the first offer to the last acknowledged summary. */
  private Duration run(
      List<String> targets, BenchReplays replays, String branch, int number, Waits waits)
      throws Exception {
    int count = Math.min(MOST_SHARDS, number * shards);
    var left = new AtomicInteger(count);
    var shard = SimulatedShard.of(1, changes, Math.max(1, changes));
    List<SimulatedWorker> running = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var beats = Executors.newScheduledThreadPool(1)) {
      for (int i = 0; i < number; i++) {
        running.add(new SimulatedWorker(targets.get(i % targets.size()), "simulated-" + i));
      }
      var name = replays.start(branch, count);
      long start = System.nanoTime();
      List<Callable<Long>> tasks = new ArrayList<>();
      for (var worker : running) {
        var held = new AtomicReference<ShardLease>();
        var _ =
            beats.scheduleAtFixedRate(
                () -> beat(worker, held, waits),
                HEARTBEAT.toMillis(),
                HEARTBEAT.toMillis(),
                TimeUnit.MILLISECONDS);
        tasks.add(() -> work(worker, held, shard, left, waits));
      }
      long end = start;
      for (var task : threads.invokeAll(tasks)) {
        end = Math.max(end, task.get());
      }
      beats.shutdownNow();
      replays.await(name);
      return Duration.ofNanos(end - start);
    } finally {
      running.forEach(SimulatedWorker::close);
    }
  }

  private static void beat(SimulatedWorker worker, AtomicReference<ShardLease> held, Waits waits) {
    var lease = held.get();
    if (lease != null) {
      worker.heartbeat(lease);
      waits.heartbeats().incrementAndGet();
    }
  }

  /** Works until no shard is left for it; returns when its last one was committed. */
  private long work(
      SimulatedWorker worker,
      AtomicReference<ShardLease> held,
      SimulatedShard shard,
      AtomicInteger left,
      Waits waits)
      throws InterruptedException {
    long last = System.nanoTime();
    while (left.getAndDecrement() > 0) {
      long offered = System.nanoTime();
      worker.offer();
      var lease = worker.assignment().getLease();
      waits.leases().add(System.nanoTime() - offered);
      held.set(lease);
      TimeUnit.NANOSECONDS.sleep((long) (shardSeconds * 1e9));
      long judged = System.nanoTime();
      worker.send(shard.batch(lease, 0));
      boolean kept = worker.ack(lease);
      if (kept) {
        worker.send(shard.summary(lease));
        kept = worker.ack(lease);
      }
      held.set(null);
      if (kept) {
        last = System.nanoTime();
        waits.commits().add(last - judged);
      } else {
        waits.lost().incrementAndGet();
        left.incrementAndGet();
      }
    }
    return last;
  }
}
