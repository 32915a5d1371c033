package dev.hindcast.branch.branch;

import dev.hindcast.branch.provider.Fork;
import dev.hindcast.branch.store.Providers;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets branches back to their cut, intent first: once RESETTING is on record nobody uses the branch
 * until the reset came to its end, by this call, by another one, or by the reconciler.
 */
@Singleton
public final class BranchReset {
  /** Why a branch failed whose fork is not there any more. */
  public static final String GONE = "its fork is gone at the provider";

  private static final Logger log = LoggerFactory.getLogger(BranchReset.class);
  private static final Duration PATIENCE = Duration.ofSeconds(25);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final BranchStore branches;
  private final Providers providers;
  private final BranchLimits limits;
  private final Clock clock;

  /** All parts are safe for several threads. */
  public BranchReset(BranchStore branches, Providers providers, BranchLimits limits, Clock clock) {
    this.branches = branches;
    this.providers = providers;
    this.limits = limits;
    this.clock = clock;
  }

  /** The branch as it was at its cut. A call that finds a reset under way joins it. */
  public Branch reset(BranchName name, String etag) {
    while (true) {
      var branch =
          branches
              .find(name)
              .orElseThrow(
                  () -> new FailureException(new Failure.ResourceNotFound(name.toString())));
      if (branch.state() == BranchState.RESETTING) {
        return usable(joined(branch));
      }
      branch.requireEtag(etag);
      var now = clock.instant();
      var _ = branch.requireUsable(now);
      var intent = branch.resetting(now);
      if (branches.replace(branch, intent)) {
        return usable(finish(intent));
      }
    }
  }

  private Branch usable(Branch branch) {
    var now = clock.instant();
    if (branch.state() != BranchState.READY) {
      throw branch.unusable(now);
    }
    return branch;
  }

  /**
   * Resets the fork of a branch that is RESETTING and records it. If the provider does not answer,
   * the intent stays, and whoever comes next goes on.
   *
   * @return the record: READY, or what it became meanwhile
   */
  public Branch finish(Branch resetting) {
    Optional<Fork> fork;
    try {
      fork =
          providers
              .of(resetting.name().store(), resetting.provider())
              .reset(resetting.fork().orElseThrow());
    } catch (RuntimeException e) {
      if (branches.replace(resetting, resetting.abandoned())) {
        log.warn("the reset of {} is left to the next call or the reconciler", resetting.name());
      }
      throw e;
    }
    var now = clock.instant();
    var changed =
        fork.map(found -> resetting.reset(found, now))
            .orElseGet(() -> resetting.failed(GONE, "the provider knows no such fork", now));
    if (branches.replace(resetting, changed)) {
      return changed;
    }
    return overtaken(branches.byUid(resetting.uid()).orElse(resetting));
  }

  /** A branch that was ended meanwhile: what the reset may have made again must not stay. */
  private Branch overtaken(Branch branch) {
    switch (branch.state()) {
      case DELETING, DELETED, FAILED ->
          log.info(
              "{} was ended during its reset: {}",
              branch.name(),
              providers.of(branch.name().store(), branch.provider()).delete(branch.forkName()));
      case CREATING, READY, RESETTING -> log.info("{} is reset by somebody else", branch.name());
    }
    return branch;
  }

  /** Waits for whoever resets the branch; takes over from one that has long been silent. */
  private Branch joined(Branch first) {
    var begin = System.nanoTime();
    var branch = first;
    while (branch.state() == BranchState.RESETTING) {
      var now = clock.instant();
      if (branch.updateTime().plus(limits.grace()).isBefore(now)) {
        var mine = branch.touched(now);
        if (branches.replace(branch, mine)) {
          return finish(mine);
        }
      } else if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new FailureException(
            new Failure.DependencyUnavailable("the reset of " + branch.name()));
      } else {
        LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      }
      branch = branches.byUid(branch.uid()).orElseThrow();
    }
    return branch;
  }
}
