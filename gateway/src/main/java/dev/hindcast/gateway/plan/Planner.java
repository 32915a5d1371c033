package dev.hindcast.gateway.plan;

import dev.hindcast.gateway.branch.BranchReader;
import dev.hindcast.gateway.branch.BranchReader.ActionSpan;
import dev.hindcast.gateway.delta.DeltaPlan;
import dev.hindcast.gateway.delta.DeltaScan;
import dev.hindcast.gateway.plan.PolicyChoice.Policies;
import dev.hindcast.gateway.replay.Audit;
import dev.hindcast.gateway.replay.ReplayMode;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/** Decides how a replay goes about its actions. Thread-safe. */
@Singleton
final class Planner {
  /** Of a large replay one action in so many is audited: about a thousandth. */
  private static final long ONE_IN = 1_024;

  /** Of a small one more, so that about so many are. */
  private static final long FEWEST_AUDITED = 32;

  private static final long MOST_AUDITED = 1 << 22;

  private static final String OF_A_PASS =
      "a pass reads every action once, and judges it for all its candidates";

  private final RandomGenerator random;

  Planner(RandomGenerator random) {
    this.random = random;
  }

  /**
   * A plan.
   *
   * @throws FailureException {@code NotSupported} if delta replay is asked for and not sound
   */
  ReplayPlan plan(StartReplay request, Policies policies, BranchReader branch) {
    var delta = DeltaPlan.of(policies.baseline().compiled(), policies.candidate().compiled());
    var span = branch.span(request.window());
    List<String> obstacles = new ArrayList<>(delta.obstacles());
    double share = 1;
    boolean pulls = false;
    if (request.mode() != ModeChoice.FULL && obstacles.isEmpty()) {
      var sampled = branch.isUtf8() ? share(branch, delta, span) : Optional.<Double>empty();
      if (sampled.isEmpty()) {
        obstacles.add(
            "the branch's database cannot answer the conditions: it needs UTF-8 and jsonb");
      }
      share = sampled.orElse(1.0);
      pulls = sampled.isPresent();
    }
    if (request.mode() == ModeChoice.DELTA && !obstacles.isEmpty()) {
      throw new FailureException(
          new Failure.NotSupported(
              "delta replay of these bundles (" + String.join("; ", obstacles) + ")"));
    }
    var shards =
        ShardPlan.of(
            branch,
            request.window(),
            span,
            delta.reads().history(),
            pulls ? OptionalDouble.of(share) : OptionalDouble.empty(),
            request.shards());
    var audit = pulls ? audit(shards.estimate(), span) : Audit.NONE;
    var scan =
        pulls
            ? Optional.of(
                delta.scan(
                    request.window(), audit, delta.isIndexed(branch), shards.ranges().size() == 1))
            : Optional.<DeltaScan>empty();
    var statements = scan.map(Planner::all).orElse(List.of(delta.readStatement(request.window())));
    return new ReplayPlan(
        pulls ? ReplayMode.DELTA : ReplayMode.FULL,
        request.mode() == ModeChoice.FULL ? List.of() : obstacles,
        policies.baseline().ref(),
        policies.candidate().ref(),
        delta,
        scan.map(DeltaScan::text).orElse(statements.getFirst()),
        audit,
        shards,
        Math.round(shards.estimate() * share),
        cost(branch, statements, shards));
  }

  /**
   * Plans of a pass, one a candidate and all of the same shards: every action is read once for all,
   * and judged.
   *
   * @throws FailureException {@code NotSupported} if delta replay is asked for
   */
  List<ReplayPlan> plan(StartReplay request, List<Policies> pass, BranchReader branch) {
    if (request.mode() == ModeChoice.DELTA) {
      throw new FailureException(
          new Failure.NotSupported("delta replay of several candidates: " + OF_A_PASS));
    }
    var deltas =
        pass.stream()
            .map(each -> DeltaPlan.of(each.baseline().compiled(), each.candidate().compiled()))
            .toList();
    var span = branch.span(request.window());
    var history = deltas.stream().anyMatch(delta -> delta.reads().history());
    var shards =
        ShardPlan.of(
            branch, request.window(), span, history, OptionalDouble.empty(), request.shards());
    var plans = new ArrayList<ReplayPlan>();
    for (var delta : deltas) {
      var policies = pass.get(plans.size());
      var statement = delta.readStatement(request.window());
      plans.add(
          new ReplayPlan(
              ReplayMode.FULL,
              request.mode() == ModeChoice.FULL ? List.of() : List.of(OF_A_PASS),
              policies.baseline().ref(),
              policies.candidate().ref(),
              delta,
              statement,
              Audit.NONE,
              shards,
              shards.estimate(),
              cost(branch, List.of(statement), shards)));
    }
    return plans;
  }

  private static Optional<Double> share(
      BranchReader branch, DeltaPlan delta, Optional<ActionSpan> span) {
    return span.isEmpty() ? Optional.of(0.0) : branch.share(delta.pulled().condition(), span.get());
  }

  /** Ids that lie far apart are taken in larger blocks: there are not endlessly many then. */
  private Audit audit(long actions, Optional<ActionSpan> span) {
    long wanted = Math.clamp(actions / FEWEST_AUDITED, 1, ONE_IN);
    long blocks =
        span.map(ids -> ids.last() / MOST_AUDITED - ids.first() / MOST_AUDITED).orElse(0L);
    return new Audit(random.nextLong(), Long.highestOneBit(Math.max(wanted, blocks)), 0);
  }

  private static List<String> all(DeltaScan scan) {
    List<String> all = new ArrayList<>(List.of(scan.count(), scan.sample()));
    all.addAll(scan.pulled());
    return all;
  }

  /** Of one shard, as if all were alike. */
  private static double cost(BranchReader branch, List<String> statements, ShardPlan shards) {
    return switch (shards.ranges().get(shards.ranges().size() / 2)) {
      case ShardRange.Actions(var from, var to) ->
          statements.stream()
                  .map(
                      statement ->
                          statement
                              .replace("$1", "'" + from + "'::bigint")
                              .replace("$2", "'" + to + "'::bigint"))
                  .mapToDouble(branch::cost)
                  .sum()
              * shards.ranges().size();
      // Ids of workflows are text from the store, and no statement is made of such.
      case ShardRange.Workflows _ -> 0;
    };
  }
}
