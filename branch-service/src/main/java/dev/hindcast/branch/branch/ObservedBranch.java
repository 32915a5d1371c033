package dev.hindcast.branch.branch;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.provider.TableCoverage;
import dev.hindcast.branch.provider.Usage;
import java.util.List;

/**
 * A branch with what its provider says about it now.
 *
 * @param tables how well it holds each; empty: the whole database, or there is no fork
 */
public record ObservedBranch(Branch branch, Usage usage, List<TableCoverage> tables) {
  public ObservedBranch {
    requireNonNull(branch);
    requireNonNull(usage);
    tables = List.copyOf(tables);
  }
}
