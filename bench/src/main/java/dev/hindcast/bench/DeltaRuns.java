package dev.hindcast.bench;

import com.google.protobuf.ByteString;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc.BranchServiceBlockingStub;
import dev.hindcast.proto.branch.v1.BundleRole;
import dev.hindcast.proto.branch.v1.ConnectBranchRequest;
import dev.hindcast.proto.branch.v1.LoadBundleRequest;
import dev.hindcast.proto.replay.v1.ExplainReplayRequest;
import dev.hindcast.proto.replay.v1.Mode;
import dev.hindcast.proto.replay.v1.ReplayServiceGrpc.ReplayServiceBlockingStub;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Delta replays of a rule that touches a known share of the actions, beside full ones, and beside
 * the count of the same condition by PostgreSQL alone.
 */
final class DeltaRuns {
  private static final int RUNS = 5;

  private final BranchServiceBlockingStub branches;
  private final ReplayServiceBlockingStub replays;
  private final Branch branch;
  private final long actions;
  private final PrintStream out;

  DeltaRuns(
      BranchServiceBlockingStub branches,
      ReplayServiceBlockingStub replays,
      Branch branch,
      long actions,
      PrintStream out) {
    this.branches = branches;
    this.replays = replays;
    this.branch = branch;
    this.actions = actions;
    this.out = out;
  }

  /**
   * Measures one share.
   *
   * @param manifest the baseline's; the candidate has one rule more
   * @param run runs a replay in a mode to its end
   */
  void run(double share, String manifest, Consumer<Mode> run) throws Exception {
    try (var connection = connect()) {
      load(manifest + rule(limit(connection, share)));
      var predicate = predicate();
      var counts = new Duration[RUNS];
      var fulls = new Duration[RUNS];
      var deltas = new Duration[RUNS];
      var touched = count(connection, predicate);
      run.accept(Mode.MODE_DELTA);
      // In turn, so that a machine that slows down slows all.
      for (int i = 0; i < RUNS; i++) {
        counts[i] = Measured.of("", actions, 1, () -> count(connection, predicate)).median();
        deltas[i] = Measured.of("", actions, 1, () -> run.accept(Mode.MODE_DELTA)).median();
        fulls[i] = Measured.of("", actions, 1, () -> run.accept(Mode.MODE_FULL)).median();
      }
      out.printf(Locale.ROOT, "%nadded rule that touches %,.0f actions: %s%n", touched, predicate);
      var count = new Measured("count of the condition, SQL alone", actions, counts);
      var delta = new Measured("delta replay", actions, deltas);
      var full = new Measured("full replay", actions, fulls);
      out.println(count.line());
      out.println(delta.line());
      out.println(full.line());
      out.printf(
          Locale.ROOT,
          "ratio delta / full: %.1f times as fast; delta / count: %.2f times the time%n",
          delta.perSecond() / full.perSecond(),
          count.perSecond() / delta.perSecond());
    }
  }

  private Connection connect() throws SQLException {
    var login =
        branches.connectBranch(ConnectBranchRequest.newBuilder().setName(branch.getName()).build());
    var url =
        "jdbc:postgresql://%s:%d/%s"
            .formatted(login.getHost(), login.getPort(), login.getDatabase());
    return DriverManager.getConnection(url, login.getUser(), login.getPassword());
  }

  /** The amount that so many refunds exceed. */
  private double limit(Connection connection, double share) throws SQLException {
    var refunds = count(connection, "tool = 'refund'");
    return number(
        connection,
        "SELECT percentile_disc(%s) WITHIN GROUP (ORDER BY (arguments ->> 'amount')::float8) FROM action WHERE tool = 'refund'"
            .formatted(Math.max(0, 1 - share * actions / refunds)));
  }

  private static double count(Connection connection, String predicate) throws SQLException {
    return number(connection, "SELECT count(*) FROM action WHERE " + predicate);
  }

  private static double number(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getDouble(1);
    }
  }

  private String predicate() {
    var plan =
        replays.explainReplay(
            ExplainReplayRequest.newBuilder()
                .setStart(
                    StartReplayRequest.newBuilder()
                        .setBranch(branch.getName())
                        .setLoadedBaseline(true))
                .build());
    return plan.getChangedRules(0).getPredicate();
  }

  private static String rule(double limit) {
    return "\n"
        + """
        - id: refund-touched
          match: { tools: [refund] }
          when: args.amount > %s
          effect: warn
          reason: touched
        """
            .formatted(limit)
            .indent(2);
  }

  private void load(String manifest) {
    var loaded =
        branches.loadBundle(
            LoadBundleRequest.newBuilder()
                .setName(branch.getName())
                .setRole(BundleRole.BUNDLE_ROLE_CANDIDATE)
                .setArchive(ByteString.copyFrom(BundleSource.ofManifest(manifest).toTarGz()))
                .build());
    if (loaded.getBundlesCount() == 0) {
      throw new IllegalStateException("the bundle is not in the branch");
    }
  }
}
