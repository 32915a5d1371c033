package dev.hindcast.gateway.lease;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.branch.BranchLogin;

/** A leased shard and the login of its branch: all a worker needs. */
public record Assignment(LeasedShard shard, BranchLogin login) {
  public Assignment {
    requireNonNull(shard);
    requireNonNull(login);
  }
}
