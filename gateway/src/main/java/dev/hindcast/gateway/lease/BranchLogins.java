package dev.hindcast.gateway.lease;

import dev.hindcast.gateway.branch.BranchLogin;
import dev.hindcast.gateway.branch.Branches;
import dev.hindcast.gateway.branch.ForkPoint;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Logins of the branches whose replays run, asked for once in a while and kept in memory only.
 * Thread-safe.
 */
@Singleton
public final class BranchLogins {
  private static final long FRESH_NANOS = 30_000_000_000L;

  private final Branches branches;
  private final Map<Fork, Entry> entries = new ConcurrentHashMap<>();

  /** A name may be another fork's a moment later. */
  private record Fork(String branch, ForkPoint point) {}

  private record Entry(BranchLogin login, long since) {}

  BranchLogins(Branches branches) {
    this.branches = branches;
  }

  /** The login for a shard's fork; fails if its branch is gone or another one by now. */
  BranchLogin get(LeasedShard shard) {
    return get(shard.branch(), shard.forkPoint());
  }

  /** The login of a fork; fails if its branch is gone or another one by now. */
  public BranchLogin get(String branch, ForkPoint point) {
    var now = System.nanoTime();
    entries.values().removeIf(entry -> now - entry.since() > FRESH_NANOS);
    return entries
        .computeIfAbsent(new Fork(branch, point), _ -> new Entry(connect(branch, point), now))
        .login();
  }

  private BranchLogin connect(String branch, ForkPoint point) {
    branches
        .get(branch)
        .unusableFor(point)
        .ifPresent(
            state -> {
              throw new FailureException(new Failure.BranchNotUsable(branch, state));
            });
    return branches.connect(branch);
  }

  /** The next login of a branch is asked for anew. */
  public void forget(String branch) {
    entries.keySet().removeIf(fork -> fork.branch().equals(branch));
  }
}
