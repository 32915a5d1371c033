package dev.hindcast.branch.expiry;

import dev.hindcast.branch.branch.Branch;
import dev.hindcast.branch.branch.BranchRemoval;
import dev.hindcast.branch.branch.BranchStore;
import dev.hindcast.branch.branch.DeleteCause;
import dev.hindcast.branch.provider.Usage;
import dev.hindcast.branch.store.Providers;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures what ready branches hold themselves, the longest unmeasured first and so many a run, and
 * discards one that holds more than its budget, held or not. Safe to run in several processes at
 * once.
 */
@Singleton
public final class BudgetSweep {
  private static final Logger log = LoggerFactory.getLogger(BudgetSweep.class);

  private final BranchStore branches;
  private final BranchRemoval removal;
  private final Providers providers;
  private final BudgetPace pace;
  private final Clock clock;

  /** All parts are safe for several threads. */
  public BudgetSweep(
      BranchStore branches,
      BranchRemoval removal,
      Providers providers,
      BudgetPace pace,
      Clock clock) {
    this.branches = branches;
    this.removal = removal;
    this.providers = providers;
    this.pace = pace;
    this.clock = clock;
  }

  /** Measures once; returns how many branches it discarded. */
  public int run() {
    int discarded = 0;
    for (var branch : branches.unmeasured(clock.instant().minus(pace.age()), pace.forks())) {
      discarded += look(branch) ? 1 : 0;
    }
    return discarded;
  }

  /** One branch that cannot be measured must not keep the others from it. */
  private boolean look(Branch branch) {
    var bytes = OptionalLong.empty();
    try {
      bytes =
          branch
              .fork()
              .flatMap(providers.of(branch.name().store())::usage)
              .map(Usage::divergenceBytes)
              .orElse(OptionalLong.empty());
    } catch (RuntimeException e) {
      log.warn("{} cannot be measured", branch.name(), e);
    }
    branches.measured(branch.uid(), bytes, clock.instant());
    var budget = branch.maxDivergenceBytes();
    return budget > 0
        && bytes.isPresent()
        && bytes.getAsLong() > budget
        && discard(branch.measured(bytes.getAsLong()));
  }

  private boolean discard(Branch branch) {
    try {
      var intended = removal.intend(branch, DeleteCause.OVER_BUDGET);
      if (intended.isEmpty()) {
        return false;
      }
      var left = removal.finish(intended.get());
      log.info("{} was over its budget and is {}", branch.name(), left.state());
      return !left.state().isLive();
    } catch (RuntimeException e) {
      log.warn("{} is over its budget and is left to the reconciler", branch.name(), e);
      return false;
    }
  }
}
