package dev.hindcast.gateway.lease;

import dev.hindcast.gateway.branch.Branches;
import dev.hindcast.gateway.chore.Chore;
import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.gateway.replay.ReplayName;
import dev.hindcast.gateway.replay.ReplayStore;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends replays that wait for a worker while their branch goes away. A replay that is worked on
 * needs no watch: its workers notice.
 */
@Singleton
final class BranchWatch implements Chore {
  private static final Logger log = LoggerFactory.getLogger(BranchWatch.class);

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
      try {
        replays.find(name).ifPresent(this::watch);
      } catch (RuntimeException e) {
        log.warn("nobody says what became of the branch of {}", ReplayName.resource(name), e);
      }
    }
  }

  private void watch(Replay replay) {
    branches
        .get(replay.branch())
        .goneFor(replay.forkPoint())
        .ifPresent(state -> returns.branchGone(replay.name(), replay.branch(), state));
  }
}
