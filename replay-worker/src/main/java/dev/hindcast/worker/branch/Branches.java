package dev.hindcast.worker.branch;

import dev.hindcast.worker.assignment.BranchLogin;

/** Opens branches. */
public interface Branches {

  /** Connects on first use, so this neither blocks nor fails. */
  Branch open(BranchLogin login);
}
