package dev.hindcast.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.BundleRole;
import dev.hindcast.proto.branch.v1.CreateBranchRequest;
import dev.hindcast.proto.branch.v1.DeleteBranchRequest;
import dev.hindcast.proto.branch.v1.LoadBundleRequest;
import dev.hindcast.proto.replay.v1.GetReplayRequest;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import dev.hindcast.testkit.Await;
import dev.hindcast.tracestore.generate.Fleet;
import dev.hindcast.tracestore.generate.FleetWriter;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Replays while workers, gateways and PostgreSQL are killed, frozen, restarted and cut off: each
 * must find exactly what a quiet one finds, and leave nothing behind.
 *
 * <p>{@code system-tests/faults} runs the long version. {@code -Dhindcast.faults.seed} replays the
 * choices of a run, not the machine's scheduling; {@code -Dhindcast.faults.rounds} and {@code
 * -Dhindcast.faults.actions} make it longer. The services' logs are in {@code target/faults}.
 */
class FaultsIT {
  private static final long SEED = Long.getLong("hindcast.faults.seed", System.nanoTime());
  private static final int ROUNDS = Integer.getInteger("hindcast.faults.rounds", 3);
  private static final long ACTIONS = Long.getLong("hindcast.faults.actions", 40_000);
  private static final int SHARDS = 80;

  /** Rounds whose faults cannot all have missed. */
  private static final int ENOUGH = 20;

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** About one action in eight changes. It reads history, so that judging takes a while. */
  private static final Map<String, byte[]> CANDIDATE =
      Map.of(
          "bundle.yaml",
          """
          apiVersion: hindcast/v1
          name: guard
          engine: cel
          defaultEffect: allow
          rules:
            - id: amount
              match: { tools: [refund, "payments.*"] }
              when: args.amount > 100.0
              effect: deny
              reason: amount
              onError: skip
            - id: again
              when: history.exists(h, h.tool == action.tool && h.args == args)
              effect: require_approval
              reason: again
              onError: skip
            - id: deletes
              match: { tools: [files.delete, crm.export] }
              effect: warn
              reason: deletes
          """
              .getBytes(StandardCharsets.UTF_8));

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private long started;

  @Test
  void everyReplayFindsWhatAQuietOneFindsAndLeavesNothingBehind() throws Exception {
    started = System.nanoTime();
    log("again: system-tests/faults --seed %d --rounds %d", SEED, ROUNDS);
    try (var cluster = new FaultCluster(Path.of("target", "faults").toAbsolutePath())) {
      log("all services answer");
      var plan = FaultPlan.of(SEED, ROUNDS, cluster.processes(), cluster.links());
      var generated = FleetWriter.write(cluster.store(), Fleet.of(1, ACTIONS), 2, _ -> {});
      assertThat(generated.actions()).isEqualTo(ACTIONS);
      var round = new Round(cluster, "quiet", List.of(), Duration.ZERO);
      var quiet = round.findings(Optional.empty());
      log("quiet: %d changes", quiet.changed());
      assertThat(quiet.changed()).isGreaterThan(ACTIONS / 50);
      assertThat(quiet.actions()).isEqualTo(ACTIONS);

      var faults = 0;
      var repeated = 0L;
      for (var i = 0; i < ROUNDS; i++) {
        var loud = new Round(cluster, "round " + (i + 1), plan.rounds().get(i), round.took);
        loud.findings(Optional.of(quiet)).mustEqual(quiet);
        faults += plan.rounds().get(i).size();
        repeated += loud.repeated;
      }
      log("%d faults in %d rounds, %d shards repeated", faults, ROUNDS, repeated);
      assertThat(repeated)
          .as("shards that a fault interrupted; without any the faults would prove nothing")
          .isGreaterThanOrEqualTo(ROUNDS < ENOUGH ? 0 : ROUNDS / 2);
    } finally {
      threads.shutdownNow();
    }
  }

  private void log(String format, Object... arguments) {
    System.out.printf(
        "[faults %6.1f s] %s%n", (System.nanoTime() - started) / 1e9, format.formatted(arguments));
  }

  /** One replay on a fork of its own, with what befalls it. */
  private final class Round {
    private final FaultCluster cluster;
    private final String name;
    private final List<Fault> pending;
    private final List<Future<?>> begun = new ArrayList<>();
    private final Duration usual;
    private Duration took = Duration.ZERO;
    private long repeated;

    Round(FaultCluster cluster, String name, List<Fault> faults, Duration usual) {
      this.cluster = cluster;
      this.name = name;
      this.pending = new ArrayList<>(faults);
      this.usual = usual;
    }

    Findings findings(Optional<Findings> quiet) throws InterruptedException, ExecutionException {
      var branch = fork();
      var replay = start(branch);
      var ended = awaitEnd(replay);
      for (var fault : begun) {
        var _ = fault.get();
      }
      revive();
      assertThat(ended.getState()).as(name + ": " + ended).isEqualTo(Replay.State.STATE_SUCCEEDED);
      var all = new ArrayList<Findings>();
      for (var i = 0; i < FaultCluster.GATEWAYS; i++) {
        var gateway = i;
        all.add(persistently(() -> Findings.of(() -> cluster.replays(gateway), replay)));
      }
      all.forEach(found -> quiet.ifPresent(found::mustEqual));
      assertThat(all).as("what the gateways say").containsOnly(all.getFirst());
      nothingStaysBehind(replay, all.getFirst());
      delete(branch);
      noForkAndNoConnectionStaysBehind();
      return all.getFirst();
    }

    private Branch fork() {
      var request =
          CreateBranchRequest.newBuilder()
              .setParent(Cluster.STORE)
              .setTtl(Durations.fromSeconds(3_600))
              .setOwner("system-tests")
              .build();
      var branch = persistently(() -> cluster.branches().createBranch(request));
      var load =
          LoadBundleRequest.newBuilder()
              .setName(branch.getName())
              .setRole(BundleRole.BUNDLE_ROLE_CANDIDATE)
              .setArchive(ByteString.copyFrom(BundleSource.of(CANDIDATE).toTarGz()))
              .build();
      var loaded = persistently(() -> cluster.branches().loadBundle(load));
      assertThat(loaded.getBundlesCount()).isOne();
      return branch;
    }

    private String start(Branch branch) {
      var request =
          StartReplayRequest.newBuilder()
              .setBranch(branch.getName())
              .setAllowAll(true)
              .setShardCount(SHARDS)
              .build();
      return persistently(() -> cluster.replays(0).startReplay(request)).getName();
    }

    /** Polls, past gateways that are down, and lets each fault befall when its time has come. */
    private Replay awaitEnd(String replay) {
      var request = GetReplayRequest.newBuilder().setName(replay).build();
      var begin = System.nanoTime();
      var last = new AtomicReference<>(Replay.getDefaultInstance());
      Await.until(
          name + " ends",
          PATIENCE,
          () -> {
            for (var i = 0; i < FaultCluster.GATEWAYS; i++) {
              try {
                last.set(
                    cluster
                        .replays(i)
                        .withDeadlineAfter(300, TimeUnit.MILLISECONDS)
                        .getReplay(request));
                break;
              } catch (StatusRuntimeException down) {
                // The next one, then.
              }
            }
            var progress = last.get().getProgress();
            beginFaults(
                Math.max(
                    (double) progress.getDoneShardCount() / SHARDS,
                    (System.nanoTime() - begin) / (2.0 * Math.max(1, usual.toNanos()))));
            return last.get().getState() != Replay.State.STATE_RUNNING
                && last.get().getState() != Replay.State.STATE_UNSPECIFIED;
          });
      took = Duration.ofNanos(System.nanoTime() - begin);
      // What comes too late for this replay comes all the same, and the next one sees what it left.
      beginFaults(1);
      return last.get();
    }

    private void beginFaults(double progress) {
      for (var fault : List.copyOf(pending)) {
        if (fault.at() <= progress) {
          pending.remove(fault);
          begun.add(threads.submit(() -> befall(fault)));
        }
      }
    }

    private void befall(Fault fault) {
      log("%s: %s", name, fault);
      cluster.begin(fault);
      var end = System.nanoTime() + fault.lasts().toNanos();
      for (var left = fault.lasts().toNanos(); left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      cluster.mend(fault);
    }

    private void revive() {
      cluster.supervise().forEach(who -> log("%s: %s had given up and was started", name, who));
      cluster.awaitHealth();
    }

    private void nothingStaysBehind(String replay, Findings found) {
      var id = replay.substring("replays/".length());
      repeated =
          SyntheticStore.count(
              cluster.control(),
              "SELECT count(*) FROM gateway.replay_shard JOIN gateway.replay USING (replay_id) WHERE epoch > 1 AND name = '"
                  + id
                  + "'");
      log("%s: %d ms, %d shards repeated", name, took.toMillis(), repeated);
      assertThat(
              SyntheticStore.count(
                  cluster.control(),
                  "SELECT count(*) FROM gateway.replay_shard WHERE state <> 'DONE'"))
          .as("leases and open shards")
          .isZero();
      assertThat(
              SyntheticStore.count(
                  cluster.control(),
                  "SELECT count(*) FROM gateway.change JOIN gateway.replay USING (replay_id) WHERE name = '"
                      + id
                      + "'"))
          .as("rows of changes, also of lost epochs")
          .isEqualTo(found.changed());
    }

    private void delete(Branch branch) {
      var request = DeleteBranchRequest.newBuilder().setName(branch.getName()).build();
      assertThat(persistently(() -> cluster.branches().deleteBranch(request)).getState())
          .isEqualTo(Branch.State.STATE_DELETED);
    }

    private void noForkAndNoConnectionStaysBehind() {
      assertThat(
              SyntheticStore.count(
                  cluster.store(),
                  """
                  SELECT (SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'hindcast_b%')
                       + (SELECT count(*) FROM pg_roles WHERE rolname LIKE 'hindcast_b%')"""))
          .as("schemas and roles of forks")
          .isZero();
      var living = new AtomicReference<>("");
      Await.until(
          name + ": no connection of a fork or of a dead process",
          Duration.ofSeconds(20),
          () -> {
            living.set(
                cluster.livingConnections().stream()
                    .map(String::valueOf)
                    .collect(Collectors.joining(",", "{", "}")));
            return SyntheticStore.count(
                    cluster.control(),
                    """
                    SELECT count(*) FROM pg_stat_activity
                    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
                      AND (usename LIKE 'hindcast_b%%' OR client_port <> ALL ('%s'::int[]))"""
                        .formatted(living.get()))
                == 0;
          });
    }

    /** What no fault may fail for long. */
    private <T> T persistently(Supplier<T> call) {
      var end = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        try {
          return call.get();
        } catch (StatusRuntimeException e) {
          var code = e.getStatus().getCode();
          if (System.nanoTime() > end
              || code != Status.Code.UNAVAILABLE && code != Status.Code.DEADLINE_EXCEEDED) {
            throw e;
          }
          log("%s: tried again: %s", name, e.getStatus());
          LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
      }
    }
  }
}
