package dev.hindcast.gateway.lease;

import dev.hindcast.gateway.branch.Branches;
import dev.hindcast.gateway.chore.Chore;
import dev.hindcast.gateway.replay.ReplayStore;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Ends replays that wait for a worker while their branch goes away. A replay that is worked on
 * needs no watch: its workers notice.
 */
@Singleton
final class BranchWatch implements Chore {
  private final ReplayStore replays;
  private final Branches branches;
  private final ShardReturns returns;

  BranchWatch(ReplayStore replays, Branches branches, ShardReturns returns) {
    this.replays = replays;
    this.branches = branches;
    this.returns = returns;
  }

  @Override
  public String name() {
    return "branch-watch";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(5);
  }

  @Override
  public void run() {
    for (var name : replays.idle()) {
      replays
          .find(name)
          .ifPresent(
              replay ->
                  branches
                      .get(replay.branch())
                      .unusableFor(replay.forkPoint())
                      .ifPresent(state -> returns.branchGone(replay, state)));
    }
  }
}
