package dev.hindcast.bench;

import com.google.protobuf.ByteString;
import dev.hindcast.cli.local.LocalCluster;
import dev.hindcast.cli.local.LocalOptions;
import dev.hindcast.platform.grpc.Channels;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc;
import dev.hindcast.proto.branch.v1.BundleRole;
import dev.hindcast.proto.branch.v1.CreateBranchRequest;
import dev.hindcast.proto.branch.v1.LoadBundleRequest;
import dev.hindcast.proto.replay.v1.GetDiffRequest;
import dev.hindcast.proto.replay.v1.ParamSweep;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.ReplayServiceGrpc;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import dev.hindcast.proto.replay.v1.WatchReplayRequest;
import dev.hindcast.tracestore.generate.Fleet;
import dev.hindcast.tracestore.generate.FleetWriter;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Several values of a param in one pass, beside as many replays of one value each. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    description = "K candidates in one pass, and K single replays as the yardstick.")
final class SweepBench implements Callable<Integer> {
  private static final int RUNS = 3;

  @Option(
      names = "--actions",
      defaultValue = "300000",
      description = "Actions to generate (default: ${DEFAULT-VALUE}).")
  private long actions;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the fleet (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--candidates",
      defaultValue = "10",
      description = "Values of the param (default: ${DEFAULT-VALUE}).")
  private int candidates;

  @Option(
      names = "--slots",
      defaultValue = "2",
      description = "Shards the worker judges at once (default: ${DEFAULT-VALUE}).")
  private int slots;

  @Option(
      names = "--baseline",
      defaultValue = "payments",
      description =
          "payments: the bundle itself, so that only the swept rule differs; payments-before: other rules"
              + " differ too (default: ${DEFAULT-VALUE}).")
  private String baseline;

  private final PrintStream out = System.out;
  private long changes;
  private ManagedChannel gateway;

  @Override
  public Integer call() throws Exception {
    var throwAway = LocalOptions.throwAway();
    var options = new LocalOptions(throwAway.data(), true, throwAway.ports(), 0, slots);
    try (var cluster = LocalCluster.start(options)) {
      gateway = Channels.plaintext(cluster.gateway());
      var branches = Channels.plaintext(cluster.branches());
      try {
        var _ =
            FleetWriter.write(
                cluster.store(), Fleet.of(seed, actions), 2, FleetWriter.Progress.NONE);
        run(fork(branches));
      } finally {
        gateway.shutdownNow();
        branches.shutdownNow();
      }
    }
    return 0;
  }

  private void run(Branch branch) throws Exception {
    var values = new ArrayList<String>();
    for (int i = 1; i <= candidates; i++) {
      values.add(Integer.toString(i * 100));
    }
    out.printf(
        Locale.ROOT,
        "%,d generated actions, %d candidates, %d cores, one worker with %d slots%n",
        actions,
        candidates,
        Runtime.getRuntime().availableProcessors(),
        slots);
    var _ = digests(branch, values);
    out.printf(Locale.ROOT, "%,d changes in all%n", changes);
    var passes = new Duration[RUNS];
    var singles = new Duration[RUNS];
    for (int i = 0; i < RUNS; i++) {
      var together = new ArrayList<String>();
      var alone = new ArrayList<String>();
      passes[i] =
          Measured.of("", actions, 1, () -> together.addAll(digests(branch, values))).median();
      singles[i] =
          Measured.of(
                  "",
                  actions,
                  1,
                  () -> values.forEach(v -> alone.addAll(digests(branch, List.of(v)))))
              .median();
      if (!together.equals(alone)) {
        throw new IllegalStateException("a pass found something else than its replays alone");
      }
    }
    var pass = new Measured("one pass of all", actions * candidates, passes);
    var single =
        new Measured("one replay each, one after the other", actions * candidates, singles);
    out.println(pass.line());
    out.println(single.line());
    out.printf(
        Locale.ROOT,
        "a pass judges %.1f times as fast as single replays; digests are equal%n",
        pass.perSecond() / single.perSecond());
  }

  private List<String> digests(Branch branch, List<String> values) {
    var replays = ReplayServiceGrpc.newBlockingStub(gateway);
    var leader =
        replays.startReplay(
            StartReplayRequest.newBuilder()
                .setBranch(branch.getName())
                .setLoadedBaseline(true)
                .addSweep(ParamSweep.newBuilder().setParam("max_refund").addAllValuesJson(values))
                .build());
    var digests = new ArrayList<String>();
    for (var name : leader.getPassReplaysList()) {
      var last = leader;
      var updates = replays.watchReplay(WatchReplayRequest.newBuilder().setName(name).build());
      while (updates.hasNext()) {
        last = updates.next();
      }
      var diff = replays.getDiff(GetDiffRequest.newBuilder().setName(name).build());
      if (last.getState() != Replay.State.STATE_SUCCEEDED
          || diff.getCoverage().getActionCount() != actions) {
        throw new IllegalStateException(last.getName() + " ended " + last.getState());
      }
      digests.add(diff.getDigest());
      changes += diff.getChangedCount();
    }
    return digests;
  }

  private Branch fork(ManagedChannel channel) throws IOException {
    var branches = BranchServiceGrpc.newBlockingStub(channel);
    var branch =
        branches.createBranch(CreateBranchRequest.newBuilder().setParent("stores/default").build());
    load(branches, branch, BundleRole.BUNDLE_ROLE_BASELINE, "/bundles/" + baseline + ".yaml");
    load(branches, branch, BundleRole.BUNDLE_ROLE_CANDIDATE, "/bundles/payments.yaml");
    return branch;
  }

  private static void load(
      BranchServiceGrpc.BranchServiceBlockingStub branches,
      Branch branch,
      BundleRole role,
      String bundle)
      throws IOException {
    try (var yaml = SweepBench.class.getResourceAsStream(bundle)) {
      var text = new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
      var _ =
          branches.loadBundle(
              LoadBundleRequest.newBuilder()
                  .setName(branch.getName())
                  .setRole(role)
                  .setArchive(ByteString.copyFrom(BundleSource.ofManifest(text).toTarGz()))
                  .build());
    }
  }
}
