package dev.hindcast.branch.branch;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** One page of branches, newest first; {@code nextPageToken} is empty on the last. */
public record BranchPage(List<Branch> branches, String nextPageToken) {
  public BranchPage {
    branches = List.copyOf(branches);
    requireNonNull(nextPageToken);
  }
}
