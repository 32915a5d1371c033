package dev.hindcast.cli.test;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.bundle.BundleCheck;
import dev.hindcast.cli.connect.Clients;
import dev.hindcast.cli.connect.ClusterAddress;
import dev.hindcast.cli.connect.DurationConverter;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.local.LocalCluster;
import dev.hindcast.cli.local.LocalOptions;
import dev.hindcast.cli.output.CommandException;
import dev.hindcast.cli.output.Output;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.cli.replay.DiffText;
import dev.hindcast.cli.replay.PlanText;
import dev.hindcast.cli.traces.Imports;
import dev.hindcast.proto.replay.v1.Mode;
import dev.hindcast.proto.replay.v1.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hindcast test}. */
@Command(
    name = "test",
    description = {
      "Forks the trace store, replays its actions through two policies and shows what would change.",
      "With --calls it needs nothing that runs: a cluster is brought up for the one run; likewise with --data"
          + " if none runs on that folder."
    })
public final class TestCommand implements Callable<Integer> {
  @Option(
      names = "--candidate",
      required = true,
      paramLabel = "DIR|NAME/VERSION",
      description = "the proposed policy: a folder, or a published version")
  private String candidate;

  @Option(
      names = "--baseline",
      paramLabel = "DIR|NAME/VERSION|allow-all|active",
      description =
          "the policy to compare with; default: active, what production had at the fork point (with --calls: allow-all)")
  private String baseline;

  @Option(
      names = "--window",
      paramLabel = "START..END",
      converter = WindowConverter.class,
      description = "only actions of that time, RFC 3339; either end may be left out")
  private Window window = Window.getDefaultInstance();

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "pieces of the replay; default: chosen for you")
  private int shards;

  @Option(
      names = "--mode",
      paramLabel = "auto|full|delta",
      converter = ModeConverter.class,
      description =
          "which actions are judged: all, or only those that a changed rule can touch; default: auto, delta where that is sound")
  private Mode mode = Mode.MODE_UNSPECIFIED;

  @Option(
      names = "--explain",
      description = "say how the replay would go about it, with its SQL, and start none")
  private boolean explain;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "time to live of the fork (default: 1h)")
  private Duration ttl = Duration.ofHours(1);

  @Option(names = "--keep", description = "keep the fork, for explain")
  private boolean keep;

  @Option(
      names = "--publish",
      description =
          "publish the candidate first and keep the fork, so that the replay can be promoted")
  private boolean publish;

  @Option(
      names = "--fail-on",
      paramLabel = "WORDS|CEL",
      description =
          "end with exit code 1 if any occurs (newly-denied, broken, any, …; separated by commas)"
              + " or a condition over diff is true; repeatable")
  private List<String> failOn = List.of();

  @Option(
      names = "--calls",
      arity = "1..*",
      paramLabel = "FILE",
      description = "recorded runs to test on, in a cluster for this run only")
  private List<Path> calls = List.of();

  @Option(names = "--sessions", arity = "1..*", paramLabel = "FILE", description = "their sessions")
  private List<Path> sessions = List.of();

  @Mixin private ServerOptions server;
  @Mixin private OutputOptions options;

  @Override
  public Integer call() {
    var output = options.output();
    var conditions = FailOn.parse(failOn);
    var plan = plan();
    if (server.serverNamed() || (calls.isEmpty() && server.dataNamed().isEmpty())) {
      requireNoFiles();
      try (var clients = server.connect()) {
        return test(clients, plan, conditions, output);
      }
    }
    if (calls.isEmpty() && !sessions.isEmpty()) {
      throw new CommandException("--sessions belong to --calls: name those too");
    }
    if (calls.isEmpty() && ClusterAddress.running(server.data()).isPresent()) {
      try (var clients = server.connect()) {
        return test(clients, plan, conditions, output);
      }
    }
    output.note("starting a cluster for this run …");
    try (var cluster = LocalCluster.start(local());
        var clients = Clients.connect(ClusterAddress.of(cluster))) {
      if (!calls.isEmpty()) {
        Imports.runAndReport(cluster.store(), calls, sessions, output);
      }
      return test(clients, plan, conditions, output);
    }
  }

  private LocalOptions local() {
    var cores = Runtime.getRuntime().availableProcessors();
    return server
        .dataNamed()
        .map(data -> new LocalOptions(data, false, LocalOptions.Ports.FREE, 0, cores))
        .orElseGet(LocalOptions::throwAway);
  }

  private void requireNoFiles() {
    if (!calls.isEmpty() || !sessions.isEmpty()) {
      throw new CommandException(
          "--calls and --sessions bring up a cluster of their own: leave out --server, or import the files first");
    }
  }

  // A bundle with mistakes is refused here, before anything is started for it.
  private PolicyTest.Plan plan() {
    var tried = Candidate.parse(candidate);
    var compared =
        Baseline.parse(baseline == null ? (calls.isEmpty() ? "active" : "allow-all") : baseline);
    if (tried instanceof Candidate.Folder(var source)) {
      BundleCheck.of(source).requireUsable("the candidate " + candidate);
    }
    if (compared instanceof Baseline.Folder(var source)) {
      BundleCheck.of(source).requireUsable("the baseline " + baseline);
    }
    return new PolicyTest.Plan(
        tried, compared, window, mode, shards, ttl, publish, keep || publish);
  }

  private int test(Clients clients, PolicyTest.Plan plan, FailOn conditions, Output output) {
    try (var test = new PolicyTest(clients, plan, output)) {
      if (explain) {
        var found = test.explain();
        output.answer(found, PlanText.lines(found));
        return ExitCode.CLEAN;
      }
      var result = test.run();
      output.answer(result.diff(), DiffText.lines(result.replay(), result.diff()));
      if (plan.keep()) {
        output.note("the fork is kept until it expires: " + test.branch().getName());
      }
      if (plan.publish()) {
        output.note("promote with: hindcast promote " + result.replay().getName());
      }
      var holding = conditions.holding(result.diff());
      holding.forEach(condition -> output.note("fails on: " + condition));
      return holding.isEmpty() ? ExitCode.CLEAN : ExitCode.CHANGES;
    }
  }
}
