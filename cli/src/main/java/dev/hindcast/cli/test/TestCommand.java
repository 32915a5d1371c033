package dev.hindcast.cli.test;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.bundle.BundleCheck;
import dev.hindcast.cli.connect.Clients;
import dev.hindcast.cli.connect.ClusterAddress;
import dev.hindcast.cli.connect.DurationConverter;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.local.ClusterFile;
import dev.hindcast.cli.local.LocalCluster;
import dev.hindcast.cli.local.LocalOptions;
import dev.hindcast.cli.output.CommandException;
import dev.hindcast.cli.output.Output;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.cli.replay.DiffText;
import dev.hindcast.cli.replay.LiveText;
import dev.hindcast.cli.replay.PlanText;
import dev.hindcast.cli.sweep.PassText;
import dev.hindcast.cli.sweep.Sweep;
import dev.hindcast.cli.traces.Imports;
import dev.hindcast.proto.replay.v1.Mode;
import dev.hindcast.proto.replay.v1.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  private static final int MOST_SHARDS = 10_000;

  @Option(
      names = "--candidate",
      required = true,
      paramLabel = "POLICY",
      description =
          "the proposed policy: a folder, or NAME/VERSION of a published one; repeatable: all are tried in one"
              + " pass over the actions, and stand in one table")
  private List<String> candidates = List.of();

  @Option(
      names = "--sweep",
      paramLabel = "NAME=VALUES",
      description =
          "try a param of the candidate with each of these values, in one pass over the actions:"
              + " FROM..TO/STEP, or A,B,C; repeatable: every combination")
  private List<String> sweeps = List.of();

  @Option(
      names = "--baseline",
      paramLabel = "POLICY",
      description =
          "a folder, NAME/VERSION, allow-all or active: the policy to compare with (default: active, what production had at the fork point; with --calls: allow-all)")
  private String baseline;

  @Option(names = "--store", paramLabel = "ID", description = "store to fork (default: default)")
  private String store = Names.DEFAULT_STORE;

  @Option(
      names = "--window",
      paramLabel = "START..END",
      converter = WindowConverter.class,
      description = "only actions of that time, RFC 3339; either end may be left out")
  private Window window = Window.getDefaultInstance();

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "pieces of the replay (default: chosen for you)")
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
      paramLabel = "CONDITION",
      description =
          "end with exit code 1 if one of these occurs: newly-denied, newly-allowed, broken, not-replayable, any, …"
              + " (separated by commas), or if a condition in CEL is true: 'diff.newly_denied > 500'; repeatable;"
              + " of several candidates it is enough that one does")
  private List<String> failOn = List.of();

  @Option(
      names = "--follow",
      description =
          "go on with what arrives after the fork; ctrl-C stops, judges what was committed until then, and sums up")
  private boolean follow;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "with --follow: stop after so long")
  private Duration followFor;

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
    if (followFor != null && !follow) {
      throw new CommandException("--for belongs to --follow");
    }
    if (shards < 0 || shards > MOST_SHARDS) {
      throw new CommandException("--shards must be from 0 to " + MOST_SHARDS);
    }
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
    if (calls.isEmpty() && ClusterFile.running(server.data()).isPresent()) {
      try (var clients = server.connect()) {
        return test(clients, plan, conditions, output);
      }
    }
    requireNothingToFollow();
    Imports.requireReadable(calls, sessions);
    output.note("starting a cluster for this run …");
    try (var cluster = LocalCluster.start(local());
        var clients = Clients.connect(ClusterAddress.of(cluster))) {
      if (!calls.isEmpty()) {
        Imports.runAndReport(cluster.store(), calls, sessions, output);
      }
      return test(clients, plan, conditions, output);
    }
  }

  private void requireNothingToFollow() {
    if (follow) {
      throw new CommandException(
          "--follow needs a cluster that runs, or nothing arrives: start one with `hindcast up`, or name it with --server");
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
    var tried = candidates.stream().map(Candidate::parse).toList();
    var swept = sweeps.stream().map(Sweep::parse).toList();
    if (explain && (tried.size() > 1 || !swept.isEmpty() || publish)) {
      throw new CommandException(
          "--explain tells of one candidate and publishes nothing: leave out --sweep, --publish and other candidates");
    }
    if (follow && (tried.size() > 1 || !swept.isEmpty())) {
      throw new CommandException(
          "--follow goes with one candidate: choose one by this test, then follow it in one of its own");
    }
    var compared =
        Baseline.parse(baseline == null ? (calls.isEmpty() ? "active" : "allow-all") : baseline);
    for (int i = 0; i < tried.size(); i++) {
      if (tried.get(i) instanceof Candidate.Folder(var source)) {
        var what = "the candidate " + candidates.get(i);
        BundleCheck.of(source).requireUsable(what);
        swept.forEach(sweep -> sweep.requireFits(source, what));
      }
    }
    if (compared instanceof Baseline.Folder(var source)) {
      BundleCheck.of(source).requireUsable("the baseline " + baseline);
    }
    return new PolicyTest.Plan(
        Names.store(store),
        tried,
        swept,
        compared,
        window,
        mode,
        shards,
        ttl,
        publish,
        keep || publish,
        follow);
  }

  private int test(Clients clients, PolicyTest.Plan plan, FailOn conditions, Output output) {
    try (var test = new PolicyTest(clients, plan, output);
        var followed = new FollowedReplay(clients, output, Optional.ofNullable(followFor))) {
      if (explain) {
        var found = test.explain();
        output.answer(found, PlanText.lines(found));
        return ExitCode.CLEAN;
      }
      if (plan.isPass()) {
        return testPass(test, plan, conditions, output);
      }
      var result = test.run();
      var text = DiffText.lines(result.replay(), result.diff());
      var holding = new ArrayList<>(conditions.holding(result.diff()));
      var endedEarly = false;
      if (follow) {
        output.items("history", result.diff(), text);
        output.note("following what arrives after the fork; ctrl-C stops");
        var ended = test.follow(followed, result.replay());
        output.items("live", ended.live(), LiveText.lines(ended.replay(), ended.live()));
        conditions.holding(ended.live()).forEach(word -> holding.add(word + " (live)"));
        endedEarly = !ended.live().getComplete();
      } else {
        output.answer(result.diff(), text);
      }
      if (plan.keep()) {
        output.note("the fork is kept until it expires: " + test.branch().getName());
      }
      if (plan.publish()) {
        output.note("promote with: hindcast promote " + result.replay().getName());
      }
      holding.forEach(condition -> output.note("fails on: " + condition));
      return endedEarly ? ExitCode.ERROR : holding.isEmpty() ? ExitCode.CLEAN : ExitCode.CHANGES;
    }
  }

  private int testPass(PolicyTest test, PolicyTest.Plan plan, FailOn conditions, Output output) {
    var results = test.runPass();
    var combinations = Sweep.combinations(plan.sweeps());
    var tried = new ArrayList<PassText.Tried>();
    for (var result : results) {
      var at = tried.size();
      tried.add(
          new PassText.Tried(
              candidates.get(at / combinations.size()),
              combinations.get(at % combinations.size()),
              result.replay(),
              result.diff()));
    }
    output.answer(tried.stream().map(PassText.Tried::diff).toList(), PassText.lines(tried));
    if (plan.keep()) {
      output.note("the fork is kept until it expires: " + test.branch().getName());
    }
    var exit = ExitCode.CLEAN;
    for (var each : tried) {
      if (plan.publish() && !each.replay().getCandidate().getVersion().isEmpty()) {
        output.note(
            "promote "
                + PassText.name(each)
                + " with: hindcast promote "
                + each.replay().getName());
      }
      for (var condition : conditions.holding(each.diff())) {
        output.note(
            PassText.name(each) + " (" + each.replay().getName() + ") fails on: " + condition);
        exit = ExitCode.CHANGES;
      }
    }
    return exit;
  }
}
