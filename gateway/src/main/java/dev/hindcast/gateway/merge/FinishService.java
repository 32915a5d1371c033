package dev.hindcast.gateway.merge;

import dev.hindcast.gateway.chore.Chore;
import dev.hindcast.gateway.lease.ShardReturns;
import dev.hindcast.gateway.merge.MergeStore.Finished;
import dev.hindcast.gateway.merge.MergeStore.Shards;
import dev.hindcast.gateway.replay.PassPlace;
import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.gateway.replay.ReplayMetrics;
import dev.hindcast.gateway.replay.ReplayName;
import dev.hindcast.gateway.replay.ReplayStore;
import dev.hindcast.gateway.replay.Watches;
import dev.hindcast.policy.diff.DiffDigest;
import dev.hindcast.policy.diff.ShardSummary;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends replays whose shards are all committed: right after the last commit, and by looking around
 * for those whose gateway died in between.
 */
@Singleton
final class FinishService implements Chore {
  private static final Logger log = LoggerFactory.getLogger(FinishService.class);

  private final MergeStore store;
  private final ReplayStore replays;
  private final ShardReturns returns;
  private final SummaryCodec codec;
  private final Watches watches;
  private final ReplayMetrics metrics;

  FinishService(
      MergeStore store,
      ReplayStore replays,
      ShardReturns returns,
      SummaryCodec codec,
      Watches watches,
      ReplayMetrics metrics) {
    this.store = store;
    this.replays = replays;
    this.returns = returns;
    this.codec = codec;
    this.watches = watches;
    this.metrics = metrics;
  }

  /**
   * Looks after a replay and those that follow it soon, without holding up the worker that
   * committed a shard.
   */
  void committed(String replay) {
    var _ = Thread.ofVirtual().name("finish-" + replay).start(() -> finishPass(replay));
  }

  private void finishPass(String leader) {
    if (tryToFinish(leader)) {
      replays
          .find(leader)
          .flatMap(Replay::pass)
          .map(PassPlace::followers)
          .ifPresent(this::tryToFinish);
    }
  }

  /** One that cannot be finished must not keep the others waiting. */
  private void tryToFinish(List<String> all) {
    for (var replay : all) {
      var _ = tryToFinish(replay);
    }
  }

  private boolean tryToFinish(String replay) {
    try {
      return finishIfComplete(replay);
    } catch (RuntimeException e) {
      log.warn("{} is finished later", ReplayName.resource(replay), e);
      return false;
    }
  }

  private boolean finishIfComplete(String replay) {
    var done = store.finish(replay, this::merge);
    if (done) {
      watches.wake(replay);
      metrics.succeeded();
      log.info("{} succeeded", ReplayName.resource(replay));
    } else {
      returns.endPoisoned(replay);
    }
    return done;
  }

  private Finished merge(Shards shards) {
    var whole =
        shards.summaries().stream()
            .map(codec::decode)
            .reduce(ShardSummary.empty(), ShardSummary::plus);
    return new Finished(
        codec.encode(whole, shards.rules()),
        DiffDigest.withWorkflows(
            DiffDigest.of(whole, shards.baselineDigest(), shards.candidateDigest()),
            shards.workflows()));
  }

  @Override
  public String name() {
    return "finisher";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(1);
  }

  @Override
  public void run() {
    tryToFinish(replays.complete());
  }
}
