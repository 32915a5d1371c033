package dev.hindcast.bench;

import dev.hindcast.proto.worker.v1.ShardLease;
import dev.hindcast.worker.shard.ShardLimits;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * How fast a gateway takes in changes: simulated workers send ready-made batches over gRPC, as
 * large and as many ahead as a worker's own.
 */
record MergeBench(Figures figures, int changes) {
  private static final int WORKERS = 4;
  private static final int RUNS = 3;

  void run(BenchCluster cluster, BenchReplays replays, String branch) throws Exception {
    var gateway = cluster.gateways().getFirst();
    int each = changes / WORKERS;
    var shards =
        IntStream.range(0, WORKERS)
            .mapToObj(
                i ->
                    SimulatedShard.of(
                        1L + (long) i * each, each, ShardLimits.DEFAULT.batchChanges()))
            .toList();
    send(gateway, replays, branch, shards); // the gateway's code is cold
    var runs = new Duration[RUNS];
    for (int i = 0; i < RUNS; i++) {
      runs[i] = send(gateway, replays, branch, shards);
    }
    var merged =
        figures.timed(
            "merge",
            new Measured(
                "gateway, " + WORKERS + " simulated workers", (long) each * WORKERS, runs));
    figures.atLeast("merge_per_second", "gateway, changes/s", merged.perSecond(), 100_000);
    figures.number("change_bytes", "control database", bytes(cluster), "bytes/change");
  }

  private static double bytes(BenchCluster cluster) throws SQLException {
    var control = cluster.superuser();
    try (var connection =
            DriverManager.getConnection(control.url(), control.user(), control.password());
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT pg_total_relation_size('gateway.change')::float8 / count(*) FROM gateway.change")) {
      rows.next();
      return rows.getDouble(1);
    }
  }

  // Until the last summary is acknowledged: the finishing of the diff is not counted.
  private static Duration send(
      String gateway, BenchReplays replays, String branch, List<SimulatedShard> shards)
      throws Exception {
    List<SimulatedWorker> workers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < shards.size(); i++) {
        workers.add(new SimulatedWorker(gateway, "simulated-" + i));
      }
      var name = replays.start(branch, shards.size());
      long start = System.nanoTime();
      var sending =
          threads.invokeAll(
              IntStream.range(0, shards.size())
                  .<Callable<Void>>mapToObj(
                      i ->
                          () -> {
                            send(workers.get(i), shards.get(i));
                            return null;
                          })
                  .toList());
      for (var sent : sending) {
        sent.get();
      }
      var took = Duration.ofNanos(System.nanoTime() - start);
      replays.await(name);
      return took;
    } finally {
      workers.forEach(SimulatedWorker::close);
    }
  }

  private static void send(SimulatedWorker worker, SimulatedShard shard)
      throws InterruptedException {
    worker.offer();
    var lease = worker.assignment().getLease();
    int unacked = 0;
    for (int i = 0; i < shard.batches().size(); i++) {
      worker.send(shard.batch(lease, i));
      if (++unacked == ShardLimits.DEFAULT.unackedBatches()) {
        acknowledged(worker, lease);
        unacked--;
      }
    }
    worker.send(shard.summary(lease));
    for (; unacked >= 0; unacked--) {
      acknowledged(worker, lease);
    }
  }

  private static void acknowledged(SimulatedWorker worker, ShardLease lease)
      throws InterruptedException {
    if (!worker.ack(lease)) {
      throw new IllegalStateException("the lease was lost");
    }
  }
}
