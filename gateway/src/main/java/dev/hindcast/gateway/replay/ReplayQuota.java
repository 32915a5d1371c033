package dev.hindcast.gateway.replay;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps one caller who asks without end from taking the workers from all others. Calls at the same
 * moment may go over the limit by as many as they are. Thread-safe, blocking.
 */
@Singleton
public final class ReplayQuota {
  private final ReplayStore replays;
  private final MostReplays most;

  ReplayQuota(ReplayStore replays, MostReplays most) {
    this.replays = replays;
    this.most = most;
  }

  /**
   * Fails with {@code QuotaExceeded} if the caller has as many already. A call that is repeated
   * starts nothing and is let through.
   *
   * @param caller authenticated; empty: nobody is counted
   */
  public void require(String caller, Optional<UUID> requestId) {
    if (caller.isEmpty()) {
      return;
    }
    var open = replays.openOf(caller, requestId);
    if (open >= most.count()) {
      throw new FailureException(
          new Failure.QuotaExceeded("replays of " + caller, most.count(), open));
    }
  }
}
