package dev.hindcast.branch.expiry;

import dev.hindcast.branch.branch.Branch;
import dev.hindcast.branch.branch.BranchRemoval;
import dev.hindcast.branch.branch.BranchStore;
import dev.hindcast.branch.branch.DeleteCause;
import dev.hindcast.branch.provider.Usage;
import dev.hindcast.branch.store.PerStore;
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
  private final PerStore perStore = PerStore.ofSweeps();

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
    var now = clock.instant();
    var due = branches.unmeasured(now.minus(pace.age()), pace.forks());
    // Whatever comes of it: one that cannot be measured must not keep the others from it.
    due.forEach(branch -> branches.measured(branch.uid(), OptionalLong.empty(), now));
    return (int)
        perStore.run(due, branch -> branch.name().store(), this::look).stream()
            .filter(gone -> gone)
            .count();
  }

  private boolean look(Branch branch) {
    var bytes =
        branch
            .fork()
            .flatMap(providers.of(branch.name().store(), branch.provider())::usage)
            .map(Usage::divergenceBytes)
            .orElse(OptionalLong.empty());
    branches.measured(branch.uid(), bytes, clock.instant());
    var budget = branch.maxDivergenceBytes();
    return budget > 0
        && bytes.isPresent()
        && bytes.getAsLong() > budget
        && discard(branch.measured(bytes.getAsLong()));
  }

  private boolean discard(Branch branch) {
    var intended = removal.intend(branch, DeleteCause.OVER_BUDGET);
    if (intended.isEmpty()) {
      return false;
    }
    var left = removal.finish(intended.get());
    log.info("{} was over its budget and is {}", branch.name(), left.state());
    return !left.state().isLive();
  }
}
