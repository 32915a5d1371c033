package dev.hindcast.gateway.plan;

import dev.hindcast.gateway.branch.BranchReader;
import dev.hindcast.gateway.branch.BranchReader.ActionSpan;
import dev.hindcast.gateway.delta.DeltaPlan;
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
    var statement =
        pulls
            ? delta.scanStatement(
                request.window(), audit, delta.isIndexed(branch), shards.ranges().size() == 1)
            : delta.readStatement(request.window());
    return new ReplayPlan(
        pulls ? ReplayMode.DELTA : ReplayMode.FULL,
        request.mode() == ModeChoice.FULL ? List.of() : obstacles,
        policies.baseline().ref(),
        policies.candidate().ref(),
        delta,
        statement,
        audit,
        shards,
        Math.round(shards.estimate() * share),
        cost(branch, statement, shards));
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

  /** Of one shard, as if all were alike. */
  private static double cost(BranchReader branch, String statement, ShardPlan shards) {
    var bounded =
        switch (shards.ranges().get(shards.ranges().size() / 2)) {
          case ShardRange.Actions(var from, var to) ->
              Optional.of(
                  statement
                      .replace("$1", "'" + from + "'::bigint")
                      .replace("$2", "'" + to + "'::bigint"));
          // Ids of workflows are text from the store, and no statement is made of such.
          case ShardRange.Workflows _ -> Optional.<String>empty();
        };
    return bounded.map(text -> branch.cost(text) * shards.ranges().size()).orElse(0.0);
  }
}
