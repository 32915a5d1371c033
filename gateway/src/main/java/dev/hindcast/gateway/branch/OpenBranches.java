package dev.hindcast.gateway.branch;

import dev.hindcast.gateway.branch.BranchStore.BranchUnreachableException;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** Reads branches by name, and says why where one cannot be read. */
@Singleton
public final class OpenBranches {
  private final Branches branches;
  private final BranchStore store;

  OpenBranches(Branches branches, BranchStore store) {
    this.branches = branches;
    this.store = store;
  }

  /**
   * Reads a branch.
   *
   * @throws FailureException {@code BranchNotUsable} if it is gone, {@code DependencyUnavailable}
   *     if it should answer and does not
   * @throws BranchUnreachableException if it answers and refuses a statement: a defect
   */
  public <T> T read(String branch, Function<BranchReader, T> work) {
    var login = branches.connect(branch);
    try {
      return store.read(login, work);
    } catch (BranchUnreachableException e) {
      var facts = branches.get(branch);
      if (facts.usable() && !e.passes()) {
        throw e;
      }
      throw new FailureException(
          facts.usable()
              ? new Failure.DependencyUnavailable(branch)
              : new Failure.BranchNotUsable(branch, facts.state()),
          e);
    }
  }

  /** Reads the branch that a replay ran on, not a later one of the same name. */
  public <T> T readFork(String branch, ForkPoint fork, Function<BranchReader, T> work) {
    branches
        .get(branch)
        .unusableFor(fork)
        .ifPresent(
            state -> {
              throw new FailureException(new Failure.BranchNotUsable(branch, state));
            });
    return read(branch, work);
  }
}
