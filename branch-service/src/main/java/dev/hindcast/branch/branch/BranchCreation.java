package dev.hindcast.branch.branch;

import dev.hindcast.branch.metrics.BranchMetrics;
import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.provider.Cut;
import dev.hindcast.branch.provider.CutKind;
import dev.hindcast.branch.provider.ForkOutcome;
import dev.hindcast.branch.provider.ForkRequest;
import dev.hindcast.branch.provider.Release;
import dev.hindcast.branch.store.Providers;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes branches, record first: a crash at any moment leaves an intent that a repeated call or the
 * reconciler finishes or undoes.
 */
@Singleton
public final class BranchCreation {
  private static final Logger log = LoggerFactory.getLogger(BranchCreation.class);
  private static final Duration PATIENCE = Duration.ofSeconds(25);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final int ATTEMPTS = 3;

  private final BranchStore branches;
  private final Providers providers;
  private final BranchLimits limits;
  private final BranchMetrics metrics;
  private final Clock clock;
  private final RandomGenerator random;

  /** All parts are safe for several threads. */
  public BranchCreation(
      BranchStore branches,
      Providers providers,
      BranchLimits limits,
      BranchMetrics metrics,
      Clock clock,
      RandomGenerator random) {
    this.branches = branches;
    this.providers = providers;
    this.limits = limits;
    this.metrics = metrics;
    this.clock = clock;
    this.random = random;
  }

  /** The ready branch: made now, or by the first call with the same request id. */
  public Branch create(Creation wanted) {
    var provider = providers.of(wanted.store());
    requireCut(provider, wanted);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      var intent = Branch.intent(wanted, uid(), provider.name(), clock.instant());
      switch (branches.insert(intent, limits.quotas())) {
        case Insertion.Inserted(var branch) -> {
          return provision(branch);
        }
        case Insertion.Known(var branch) -> {
          requireSame(branch, wanted);
          var made = await(branch);
          if (made.state() != BranchState.FAILED) {
            return made;
          }
        }
        case Insertion.NameTaken() ->
            throw new FailureException(new Failure.ResourceAlreadyExists(intent.name().toString()));
        case Insertion.QuotaReached(var quota, var limit, var current) ->
            throw new FailureException(new Failure.QuotaExceeded(quota, limit, current));
      }
    }
    throw new FailureException(new Failure.DependencyUnavailable("stores/" + wanted.store()));
  }

  private void requireCut(BranchProvider provider, Creation wanted) {
    var offered = provider.capabilities(wanted.store()).cuts();
    if (!offered.contains(wanted.cut().kind())) {
      throw new FailureException(
          new Failure.NotSupported(
              "a fork of stores/%s %s (its provider, %s, offers: %s)"
                  .formatted(
                      wanted.store(),
                      words(wanted.cut().kind()),
                      provider.name(),
                      String.join(
                          ", ", offered.stream().sorted().map(BranchCreation::words).toList()))));
    }
    if (wanted.cut() instanceof Cut.Time(var time) && time.isAfter(clock.instant())) {
      throw new FailureException(new Failure.InvalidRequest("at_time", "must lie in the past"));
    }
  }

  private static String words(CutKind kind) {
    return switch (kind) {
      case NOW -> "now";
      case LSN -> "at an LSN";
      case TIME -> "at a past time";
      case SNAPSHOT -> "at a snapshot";
    };
  }

  /**
   * Makes the fork of an intent and records it. May be repeated for an intent that somebody else
   * began.
   */
  public Branch provision(Branch intent) {
    var begin = System.nanoTime();
    ForkOutcome outcome;
    try {
      outcome =
          providers
              .of(intent.name().store(), intent.provider())
              .fork(
                  new ForkRequest(
                      intent.forkName(),
                      branches.installation(),
                      intent.cut(),
                      intent.expireTime()));
    } catch (RuntimeException e) {
      undo(intent, e instanceof FailureException f ? f.getMessage() : "a fault; the log has it");
      throw e;
    }
    return switch (outcome) {
      case ForkOutcome.Forked(var fork) -> {
        var took = Duration.ofNanos(System.nanoTime() - begin);
        var made = settle(intent, new Provision(fork.point(), fork.handle(), took));
        metrics.created(intent.name().store(), intent.provider(), took);
        yield made;
      }
      case ForkOutcome.Refused(var reason) -> {
        undo(intent, reason);
        throw new FailureException(
            new Failure.NotSupported(
                "a fork of stores/" + intent.name().store() + " (" + reason + ")"));
      }
    };
  }

  private Branch settle(Branch intent, Provision made) {
    var ready = intent.ready(made, clock.instant());
    if (branches.replace(intent, ready)) {
      return ready;
    }
    // Somebody else finished it, or ended it while the fork was being made: then it must not stay.
    var now = branches.byUid(intent.uid()).orElse(intent);
    if (now.state() == BranchState.READY) {
      return now;
    }
    if (now.isBeingMade()) {
      return settle(now, made);
    }
    var _ = remove(intent);
    throw now.unusable(clock.instant());
  }

  /**
   * Removes what a failed or abandoned creation may have made, and records why there is no branch.
   * The reason is written first: from then on nobody finishes the creation behind our back.
   */
  public void undo(Branch intent, String why) {
    var undoing = intent.undoing(why, clock.instant());
    if (!branches.replace(intent, undoing)) {
      log.info("{} is somebody else's now", intent.name());
      return;
    }
    var proof = remove(undoing);
    if (proof.isPresent()
        && !branches.replace(undoing, undoing.failed(why, proof.get(), clock.instant()))) {
      log.info("{} was ended by somebody else", intent.name());
    }
  }

  /** The proof that nothing is left; empty if the reconciler must go on. */
  private Optional<String> remove(Branch intent) {
    try {
      return switch (providers
          .of(intent.name().store(), intent.provider())
          .delete(intent.forkName())) {
        case Release.Released(var proof) -> Optional.of(proof);
        case Release.Pending(var reason) -> {
          log.warn("{} is left to the reconciler: {}", intent.name(), reason);
          yield Optional.empty();
        }
      };
    } catch (RuntimeException e) {
      log.warn("{} is left to the reconciler", intent.name(), e);
      return Optional.empty();
    }
  }

  private static void requireSame(Branch branch, Creation wanted) {
    if (!branch.requestValues().equals(wanted.values())) {
      throw new FailureException(
          new Failure.RequestIdReused(
              wanted.requestId().orElseThrow().toString(), branch.name().toString()));
    }
  }

  /** Waits for whoever makes the branch; takes over from one that has long been silent. */
  private Branch await(Branch first) {
    var begin = System.nanoTime();
    var branch = first;
    while (branch.state() == BranchState.CREATING) {
      var now = clock.instant();
      if (branch.updateTime().plus(limits.grace()).isBefore(now)) {
        var mine = branch.touched(now);
        if (!branch.failure().isEmpty()) {
          undo(branch, branch.failure());
        } else if (branches.replace(branch, mine)) {
          return provision(mine);
        }
      } else if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new FailureException(
            new Failure.DependencyUnavailable("the creation of " + branch.name()));
      } else {
        LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      }
      branch = branches.byUid(branch.uid()).orElseThrow();
    }
    return branch;
  }

  private String uid() {
    var bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
