package dev.hindcast.branch.reconcile;

import dev.hindcast.branch.branch.Branch;
import dev.hindcast.branch.branch.BranchCreation;
import dev.hindcast.branch.branch.BranchLimits;
import dev.hindcast.branch.branch.BranchRemoval;
import dev.hindcast.branch.branch.BranchReset;
import dev.hindcast.branch.branch.BranchState;
import dev.hindcast.branch.branch.BranchStore;
import dev.hindcast.branch.event.BranchEvent;
import dev.hindcast.branch.event.EventKind;
import dev.hindcast.branch.event.EventStore;
import dev.hindcast.branch.metrics.BranchMetrics;
import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.Release;
import dev.hindcast.branch.store.ForkHome;
import dev.hindcast.branch.store.PerStore;
import dev.hindcast.branch.store.Providers;
import dev.hindcast.branch.store.TraceStores;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes or undoes what crashes left behind, in both directions: intents on record that nobody
 * works on any more, forks that no live record owns, and ready records whose fork is gone. Safe to
 * run in several processes at once and beside live calls.
 */
@Singleton
public final class Reconciler {
  private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

  private final BranchStore branches;
  private final BranchCreation creation;
  private final BranchReset reset;
  private final BranchRemoval removal;
  private final EventStore events;
  private final BranchMetrics metrics;
  private final TraceStores stores;
  private final Providers providers;
  private final BranchLimits limits;
  private final Clock clock;
  private final PerStore perStore;

  @Inject
  Reconciler(
      BranchStore branches,
      BranchCreation creation,
      BranchReset reset,
      BranchRemoval removal,
      EventStore events,
      BranchMetrics metrics,
      TraceStores stores,
      Providers providers,
      BranchLimits limits,
      Clock clock) {
    this(
        branches,
        creation,
        reset,
        removal,
        events,
        metrics,
        stores,
        providers,
        limits,
        clock,
        PerStore.ofSweeps());
  }

  /** All parts are safe for several threads. */
  public Reconciler(
      BranchStore branches,
      BranchCreation creation,
      BranchReset reset,
      BranchRemoval removal,
      EventStore events,
      BranchMetrics metrics,
      TraceStores stores,
      Providers providers,
      BranchLimits limits,
      Clock clock,
      PerStore perStore) {
    this.branches = branches;
    this.creation = creation;
    this.reset = reset;
    this.removal = removal;
    this.events = events;
    this.metrics = metrics;
    this.stores = stores;
    this.providers = providers;
    this.limits = limits;
    this.clock = clock;
    this.perStore = perStore;
  }

  /** One piece of work on a store. */
  private record Task(String store, String what, Supplier<Reconciliation> step) {
    @Override
    public String toString() {
      return what;
    }
  }

  /** Goes once over all records and forks. What fails is logged and left to the next run. */
  public Reconciliation run() {
    var tasks = new ArrayList<Task>();
    for (var branch : branches.unsettled(clock.instant().minus(limits.grace()))) {
      tasks.add(new Task(branch.name().store(), branch.name().toString(), () -> settle(branch)));
    }
    for (var home : homes()) {
      tasks.add(new Task(home.store(), home.toString(), () -> compare(home)));
    }
    var done =
        perStore.run(tasks, Task::store, task -> task.step().get()).stream()
            .reduce(Reconciliation.NOTHING, Reconciliation::plus);
    if (!done.equals(Reconciliation.NOTHING)) {
      log.info("{}", done);
    }
    return done;
  }

  /** Where forks are, and where they are made now. */
  private Set<ForkHome> homes() {
    var homes = new LinkedHashSet<ForkHome>();
    stores.all().forEach(store -> homes.add(new ForkHome(store.id(), store.provider())));
    homes.addAll(branches.homes());
    return homes;
  }

  private Reconciliation settle(Branch branch) {
    return switch (branch.state()) {
      case CREATING -> settleCreation(branch);
      case DELETING ->
          new Reconciliation(0, 0, 0, removal.finish(branch).state().isLive() ? 0 : 1, 0, 0, 0);
      case RESETTING -> settleReset(branch);
      case READY -> settleLoad(branch);
      case DELETED, FAILED -> Reconciliation.NOTHING;
    };
  }

  private Reconciliation settleCreation(Branch branch) {
    var now = clock.instant();
    if (branch.isBeingMade() && now.isBefore(branch.expireTime()) && hasFork(branch)) {
      var mine = branch.touched(now);
      if (!branches.replace(branch, mine)) {
        return Reconciliation.NOTHING;
      }
      var state = creation.provision(mine).state();
      return new Reconciliation(state == BranchState.READY ? 1 : 0, 0, 0, 0, 0, 0, 0);
    }
    creation.undo(
        branch, branch.failure().isEmpty() ? "its creation was interrupted" : branch.failure());
    return new Reconciliation(0, 0, 1, 0, 0, 0, 0);
  }

  /** One whose time is over meanwhile is the sweep's. */
  private Reconciliation settleReset(Branch branch) {
    var now = clock.instant();
    var mine = branch.touched(now);
    if (!now.isBefore(branch.endTime()) || !branches.replace(branch, mine)) {
      return Reconciliation.NOTHING;
    }
    var ready = reset.finish(mine).state() == BranchState.READY;
    return new Reconciliation(0, ready ? 1 : 0, 0, 0, 0, ready ? 0 : 1, 0);
  }

  /** Nobody knows whether the bundle was written: what stands in the fork goes on record. */
  private Reconciliation settleLoad(Branch branch) {
    if (!branch.isUsable(clock.instant())) {
      return Reconciliation.NOTHING;
    }
    var held = provider(branch).bundles(branch.fork().orElseThrow());
    var settled = branches.replace(branch, branch.holding(held));
    return new Reconciliation(0, 0, 0, 0, 0, 0, settled ? 1 : 0);
  }

  private BranchProvider provider(Branch branch) {
    return providers.of(branch.name().store(), branch.provider());
  }

  private boolean hasFork(Branch branch) {
    return provider(branch)
        .list(branches.installation(), branch.name().store())
        .contains(branch.forkName());
  }

  /**
   * Records are read before the forks to find lost forks, and after them to find orphans: an intent
   * is always on record before its fork is made, so a live creation is never taken for either.
   */
  private Reconciliation compare(ForkHome home) {
    var ready = branches.ready(home.store());
    var provider = providers.of(home.store(), home.provider());
    var forks = new HashSet<>(provider.list(branches.installation(), home.store()));
    int lost = 0;
    for (var branch : ready) {
      if (branch.provider().equals(home.provider()) && !forks.contains(branch.forkName())) {
        var gone =
            branch.failed(BranchReset.GONE, "the provider lists no such fork", clock.instant());
        lost += branches.replace(branch, gone) ? 1 : 0;
      }
    }
    int orphans = 0;
    for (var fork : forks) {
      var known = branches.byUid(fork.uid());
      if (known.filter(branch -> branch.state().isLive()).isEmpty()) {
        orphans += removed(provider, fork, known) ? 1 : 0;
      }
    }
    return new Reconciliation(0, 0, 0, 0, orphans, lost, 0);
  }

  /** One orphan that cannot be removed must not keep the others. */
  private boolean removed(BranchProvider provider, ForkName orphan, Optional<Branch> gone) {
    try {
      return remove(provider, orphan, gone);
    } catch (RuntimeException e) {
      log.warn("fork {} is left to the next reconciliation", orphan.uid(), e);
      return false;
    }
  }

  private boolean remove(BranchProvider provider, ForkName orphan, Optional<Branch> gone) {
    log.info("fork {} of stores/{} has no owner: it goes", orphan.uid(), orphan.store());
    return switch (provider.delete(orphan)) {
      case Release.Released(var proof) -> {
        metrics.orphanRemoved(orphan.store());
        events.append(
            new BranchEvent(
                0,
                clock.instant(),
                EventKind.ORPHAN_REMOVED,
                orphan.store(),
                gone.map(branch -> branch.name().id()),
                orphan.uid(),
                gone.map(Branch::owner).orElse(""),
                Optional.empty(),
                proof));
        yield true;
      }
      case Release.Pending(var reason) -> {
        log.warn("fork {} is not gone yet: {}", orphan.uid(), reason);
        yield false;
      }
    };
  }
}
