package dev.hindcast.gateway.live;

import dev.hindcast.gateway.branch.BranchLogin;
import dev.hindcast.gateway.branch.BranchStore;
import dev.hindcast.gateway.branch.Branches;
import dev.hindcast.gateway.chore.Chore;
import dev.hindcast.gateway.lease.BranchLogins;
import dev.hindcast.gateway.lease.BranchLogins.Answer;
import dev.hindcast.gateway.lease.LeaseDuration;
import dev.hindcast.gateway.lease.ShardReturns;
import dev.hindcast.gateway.plan.ReplayStarted;
import dev.hindcast.gateway.replay.ReplayName;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts what arrived in followed stores into slices. A store that is slow, or away, holds up its own
 * live part only.
 */
@Singleton
final class FollowChore implements Chore {
  private static final Logger log = LoggerFactory.getLogger(FollowChore.class);

  /** A burst is cut into pieces that one worker judges in a moment. */
  private static final long MOST_ACTIONS = 10_000;

  /** Workers that do not keep up get larger slices, not more of them. */
  private static final int MOST_OPEN = 32;

  private final FollowStore store;
  private final Branches branches;
  private final BranchStore branchStore;
  private final BranchLogins logins;
  private final ShardReturns returns;
  private final List<ReplayStarted> work;
  private final LeaseDuration claim;
  private final FollowSettings settings;
  private final Set<Long> inWork = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  FollowChore(
      FollowStore store,
      Branches branches,
      BranchStore branchStore,
      BranchLogins logins,
      ShardReturns returns,
      List<ReplayStarted> work,
      LeaseDuration claim,
      FollowSettings settings) {
    this.store = store;
    this.branches = branches;
    this.branchStore = branchStore;
    this.logins = logins;
    this.returns = returns;
    this.work = work;
    this.claim = claim;
    this.settings = settings;
  }

  @Override
  public String name() {
    return "follow";
  }

  @Override
  public Duration every() {
    return settings.interval();
  }

  /** Waits for none of them: a store may be silent for minutes, and the others go on. */
  @Override
  public void run() {
    for (var following : store.claim(claim.value())) {
      if (inWork.add(following.id())) {
        threads.execute(() -> work(following));
      }
    }
  }

  private void work(Following following) {
    try {
      follow(following);
    } finally {
      inWork.remove(following.id());
    }
  }

  @PreDestroy
  void close() throws InterruptedException {
    threads.shutdownNow();
    if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
      log.debug("a store does not answer; what it is followed for goes on in another gateway");
    }
  }

  private void follow(Following following) {
    try {
      if (following.open() >= MOST_OPEN && !following.last()) {
        store.later(following, pause());
        return;
      }
      switch (logins.get(following.branch(), following.forkPoint())) {
        case Answer.Ready(var login) -> {
          if (following.allCut()) {
            settle(following, login);
          } else {
            cut(following, login);
          }
        }
        case Answer.NotNow() -> store.later(following, pause());
        case Answer.Gone(var state) ->
            returns.branchGone(following.name(), following.branch(), state);
      }
    } catch (RuntimeException e) {
      log.warn("{} is followed later", ReplayName.resource(following.name()), e);
      logins.forget(following.branch());
      endIfGone(following);
    }
  }

  /** Half an interval: chores of several gateways, or one with jitter, then find it due. */
  private Duration pause() {
    return settings.interval().dividedBy(2);
  }

  private void cut(Following following, BranchLogin login) {
    var arrivals =
        branchStore.read(login, branch -> branch.arrivals(following.since(), MOST_ACTIONS));
    if (store.cut(following, arrivals, pause()) && !arrivals.pieces().isEmpty()) {
      work.forEach(ReplayStarted::replayStarted);
    }
  }

  /**
   * What became of a workflow is mostly known after its last action: when a slice was judged, it
   * was too early to tell.
   */
  private void settle(Following following, BranchLogin login) {
    var workflows = store.changedWorkflows(following.id());
    var outcomes = branchStore.read(login, branch -> branch.outcomes(workflows, following.since()));
    store.settle(following, outcomes);
  }

  private void endIfGone(Following following) {
    try {
      branches
          .get(following.branch())
          .goneFor(following.forkPoint())
          .ifPresent(state -> returns.branchGone(following.name(), following.branch(), state));
    } catch (RuntimeException e) {
      log.warn("nobody says what became of {}", following.branch(), e);
    }
  }
}
