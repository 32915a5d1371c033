package dev.hindcast.bench;

import dev.hindcast.proto.branch.v1.BundleRole;
import dev.hindcast.proto.replay.v1.Mode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;

/**
 * Delta replays of a rule that touches a known share of the actions, beside full ones, and beside
 * the count of the same condition by PostgreSQL alone.
 *
 * @param branch with the baseline loaded; a candidate is loaded for each share
 * @param rounds of count, delta and full, in turn; the medians count
 */
record DeltaRuns(
    BenchBranches branches,
    BenchReplays replays,
    String branch,
    long actions,
    int rounds,
    Figures figures) {
  private static final double AGAINST_FULL = 20;
  private static final double AGAINST_COUNT = 1.5;

  /**
   * Measures one share.
   *
   * @param baseline the candidate has one rule more
   */
  void run(double share, BenchBundle baseline) throws Exception {
    var login = branches.login(branch);
    try (var connection =
        DriverManager.getConnection(login.url(), login.user(), login.password())) {
      branches.load(
          branch,
          BundleRole.BUNDLE_ROLE_CANDIDATE,
          new BenchBundle(baseline.manifest() + rule(limit(connection, share))));
      var predicate = replays.predicate(branch);
      var counts = new Duration[rounds];
      var fulls = new Duration[rounds];
      var deltas = new Duration[rounds];
      var touched = count(connection, predicate);
      replay(Mode.MODE_DELTA);
      // In turn, so that a machine that slows down slows all.
      for (int i = 0; i < rounds; i++) {
        counts[i] = Measured.of("", actions, 1, () -> count(connection, predicate)).median();
        deltas[i] = Measured.of("", actions, 1, () -> replay(Mode.MODE_DELTA)).median();
        fulls[i] = Measured.of("", actions, 1, () -> replay(Mode.MODE_FULL)).median();
      }
      figures.say("%nadded rule that touches %,.0f actions: %s", touched, predicate);
      var id = String.format(Locale.ROOT, "_%s_percent", 100 * share);
      var count =
          figures.timed(
              "delta_count" + id,
              new Measured("count of the condition, SQL alone", actions, counts));
      var delta = figures.timed("delta" + id, new Measured("delta replay", actions, deltas));
      var full =
          figures.timed("delta_full" + id, new Measured("full replay, beside it", actions, fulls));
      figures.atLeast(
          "delta_to_full" + id,
          "delta, times as fast as full",
          delta.perSecond() / full.perSecond(),
          AGAINST_FULL);
      figures.atMost(
          "delta_to_count" + id,
          "delta, times the time of the count",
          count.perSecond() / delta.perSecond(),
          AGAINST_COUNT);
    }
  }

  private void replay(Mode mode) {
    var _ = replays.run(branch, actions, mode);
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
}
