package dev.hindcast.bench;

import com.google.protobuf.ByteString;
import dev.hindcast.cli.local.LocalCluster;
import dev.hindcast.cli.local.LocalOptions;
import dev.hindcast.cli.local.LocalOptions.Branching;
import dev.hindcast.cli.local.LocalOptions.Ports;
import dev.hindcast.platform.grpc.Channels;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc;
import dev.hindcast.proto.branch.v1.BundleRole;
import dev.hindcast.proto.branch.v1.ConnectBranchRequest;
import dev.hindcast.proto.branch.v1.CreateBranchRequest;
import dev.hindcast.proto.branch.v1.DeleteBranchRequest;
import dev.hindcast.proto.branch.v1.LoadBundleRequest;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.GetDiffRequest;
import dev.hindcast.proto.replay.v1.Mode;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.ReplayServiceGrpc;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import dev.hindcast.proto.replay.v1.WatchReplayRequest;
import dev.hindcast.tracestore.generate.Fleet;
import dev.hindcast.tracestore.generate.FleetWriter;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.postgresql.PGConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How fast a fork is, and how fast a full replay is beside PostgreSQL's own COPY of the same
 * columns from the same fork: what any client could hope for.
 */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = "Fork time, full-replay rate, and COPY of the same columns as the yardstick.")
final class ReplayBench implements Callable<Integer> {
  private static final int FORKS = 21;
  private static final int RUNS = 5;

  /** Of the actions, that the delta replays touch. */
  static final double[] SHARES = {0.01, 0.0001};

  /** What the bundle's rules and a change need: the projection of a worker's own query. */
  private static final String COPY =
      """
      COPY (SELECT action_id, workflow_id, step, occurred_at, agent, tool, jsonb_typeof(arguments),
                   arguments -> 'amount', arguments -> 'currency', arguments -> 'path' FROM action) TO STDOUT
      """;

  @Option(
      names = "--actions",
      defaultValue = "1000000",
      description = "Actions to generate (default: ${DEFAULT-VALUE}).")
  private long actions;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the fleet (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--slots",
      defaultValue = "2",
      description = "Shards the worker judges at once (default: ${DEFAULT-VALUE}).")
  private int slots;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder to keep, so that the fleet is generated once (default: none).")
  private Optional<Path> data = Optional.empty();

  @Option(names = "--delta", description = "Delta replays only.")
  private boolean deltaOnly;

  private final PrintStream out = System.out;
  private ManagedChannel gateway;
  private ManagedChannel branchService;

  @Override
  public Integer call() throws Exception {
    var options =
        data.map(folder -> new LocalOptions(folder, false, Ports.FREE, 0, slots, Branching.OVERLAY))
            .orElseGet(
                () ->
                    new LocalOptions(LocalOptions.throwAway().data(), true, Ports.FREE, 0, slots));
    try (var cluster = LocalCluster.start(options)) {
      gateway = Channels.plaintext(cluster.gateway());
      branchService = Channels.plaintext(cluster.branches());
      try {
        run(cluster);
      } finally {
        gateway.shutdownNow();
        branchService.shutdownNow();
      }
    }
    return 0;
  }

  private void run(LocalCluster cluster) throws Exception {
    out.printf(
        Locale.ROOT,
        "%,d generated actions, seed %d, %d cores, one worker with %d slots in one process with everything else%n",
        actions,
        seed,
        Runtime.getRuntime().availableProcessors(),
        slots);
    var fleet =
        FleetWriter.write(cluster.store(), Fleet.of(seed, actions), 2, FleetWriter.Progress.NONE);
    out.printf(Locale.ROOT, "generate: %,d actions/s%n", fleet.rate());
    execute(cluster, "VACUUM (ANALYZE) hindcast.action");

    if (!deltaOnly) {
      forksAndFullReplays();
    }
    deltaReplays(cluster);
  }

  private void forksAndFullReplays() throws Exception {
    var forks = Measured.of("fork (and discard: not timed)", 1, FORKS, this::forkAndForget);
    out.println(forks.line());

    var branch = fork();
    load(branch, BundleRole.BUNDLE_ROLE_BASELINE, "/bundles/payments-before.yaml");
    load(branch, BundleRole.BUNDLE_ROLE_CANDIDATE, "/bundles/payments.yaml");
    copy(branch);
    var cold = Measured.of("full replay, cold JVM", actions, 1, () -> replay(branch));
    out.println(cold.line());
    // In turn, so that a machine that slows down slows both.
    var copies = new Duration[RUNS];
    var replays = new Duration[RUNS];
    for (int i = 0; i < RUNS; i++) {
      copies[i] = Measured.of("", actions, 1, () -> copy(branch)).median();
      replays[i] = Measured.of("", actions, 1, () -> replay(branch)).median();
    }
    var copy = new Measured("COPY, same columns", actions, copies);
    var warm = new Measured("full replay, two bundles", actions, replays);
    out.println(copy.line());
    out.println(warm.line());
    out.printf(
        Locale.ROOT, "ratio full replay / COPY: %.2f%n", warm.perSecond() / copy.perSecond());
    delete(branch);
  }

  private void deltaReplays(LocalCluster cluster) throws Exception {
    try (var branches = new BenchBranches(cluster.branches());
        var replays = new BenchReplays(cluster.gateway())) {
      var before = BenchBundle.of("fleet-before");
      var branch = branches.fork();
      branches.load(branch, BundleRole.BUNDLE_ROLE_BASELINE, before);
      var deltas = new DeltaRuns(branches, replays, branch, actions, RUNS, new Figures(out));
      for (double share : SHARES) {
        deltas.run(share, before);
      }
      branches.delete(branch);
    }
  }

  private BranchServiceGrpc.BranchServiceBlockingStub branches() {
    return BranchServiceGrpc.newBlockingStub(branchService);
  }

  private Branch fork() {
    return branches()
        .createBranch(CreateBranchRequest.newBuilder().setParent("stores/default").build());
  }

  private final java.util.ArrayDeque<Branch> forgotten = new java.util.ArrayDeque<>();

  // The fork of the run before is discarded by the sweeper's TTL or at the end: only the fork
  // itself is timed.
  private void forkAndForget() {
    forgotten.add(fork());
  }

  private void delete(Branch branch) {
    forgotten.add(branch);
    for (var each = forgotten.poll(); each != null; each = forgotten.poll()) {
      var deleted =
          branches().deleteBranch(DeleteBranchRequest.newBuilder().setName(each.getName()).build());
      if (deleted.getState() != Branch.State.STATE_DELETED) {
        throw new IllegalStateException("not gone: " + deleted.getName());
      }
    }
  }

  private void load(Branch branch, BundleRole role, String bundle) throws IOException {
    var archive = BundleSource.ofManifest(manifest(bundle)).toTarGz();
    var loaded =
        branches()
            .loadBundle(
                LoadBundleRequest.newBuilder()
                    .setName(branch.getName())
                    .setRole(role)
                    .setArchive(ByteString.copyFrom(archive))
                    .build());
    if (loaded.getBundlesList().stream().noneMatch(each -> each.getRole() == role)) {
      throw new IllegalStateException("the bundle is not in the branch");
    }
  }

  private static String manifest(String bundle) throws IOException {
    try (var yaml = ReplayBench.class.getResourceAsStream(bundle)) {
      return new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void copy(Branch branch) throws SQLException, IOException {
    var login =
        branches()
            .connectBranch(ConnectBranchRequest.newBuilder().setName(branch.getName()).build());
    var url =
        "jdbc:postgresql://%s:%d/%s"
            .formatted(login.getHost(), login.getPort(), login.getDatabase());
    try (var connection = DriverManager.getConnection(url, login.getUser(), login.getPassword())) {
      var rows =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyOut(COPY, OutputStream.nullOutputStream());
      if (rows != actions) {
        throw new IllegalStateException("COPY gave " + rows + " rows");
      }
    }
  }

  private void replay(Branch branch) {
    var replays = ReplayServiceGrpc.newBlockingStub(gateway);
    var replay =
        replays.startReplay(
            StartReplayRequest.newBuilder()
                .setBranch(branch.getName())
                .setMode(Mode.MODE_FULL)
                .setLoadedBaseline(true)
                .build());
    var updates =
        replays.watchReplay(WatchReplayRequest.newBuilder().setName(replay.getName()).build());
    while (updates.hasNext()) {
      replay = updates.next();
    }
    if (replay.getState() != Replay.State.STATE_SUCCEEDED) {
      throw new IllegalStateException(
          "the replay ended " + replay.getState() + ": " + replay.getFailure());
    }
    Diff diff = replays.getDiff(GetDiffRequest.newBuilder().setName(replay.getName()).build());
    if (diff.getCoverage().getActionCount() != actions) {
      throw new IllegalStateException("the diff covers " + diff.getCoverage().getActionCount());
    }
  }

  private static void execute(LocalCluster cluster, String sql) throws SQLException {
    var store = cluster.store();
    try (var connection = DriverManager.getConnection(store.url(), store.user(), store.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
