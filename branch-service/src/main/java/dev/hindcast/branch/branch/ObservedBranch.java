package dev.hindcast.branch.branch;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.provider.Usage;

/** A branch with what its provider says about it now. */
public record ObservedBranch(Branch branch, Usage usage) {
  public ObservedBranch {
    requireNonNull(branch);
    requireNonNull(usage);
  }
}
