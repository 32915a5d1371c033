package dev.hindcast.gateway.branch;

import java.util.Locale;

/** The role of a bundle in a branch. */
public enum BranchRole {
  CANDIDATE,
  BASELINE;

  /** As the branch's table {@code loaded_bundle} has it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
