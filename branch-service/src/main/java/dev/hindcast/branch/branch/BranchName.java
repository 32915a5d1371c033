package dev.hindcast.branch.branch;

import static java.util.Objects.requireNonNull;

/**
 * A branch's resource name, {@code stores/{store}/branches/{id}}. Free to be used again when the
 * branch is gone; the uid is not.
 */
public record BranchName(String store, String id) {
  public BranchName {
    requireNonNull(store);
    requireNonNull(id);
  }

  /** The resource name. */
  @Override
  public String toString() {
    return "stores/" + store + "/branches/" + id;
  }
}
