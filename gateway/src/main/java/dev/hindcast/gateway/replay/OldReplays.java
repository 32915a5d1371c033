package dev.hindcast.gateway.replay;

import dev.hindcast.gateway.chore.Chore;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes replays some time after their end, a few in a transaction. What somebody tried to promote
 * stays: it is evidence.
 */
@Singleton
final class OldReplays implements Chore {
  private static final Logger log = LoggerFactory.getLogger(OldReplays.class);
  private static final int AT_ONCE = 5;

  private final ReplayStore store;
  private final Retention retention;

  OldReplays(ReplayStore store, Retention retention) {
    this.store = store;
    this.retention = retention;
  }

  @Override
  public String name() {
    return "retention";
  }

  @Override
  public Duration every() {
    return Duration.ofMinutes(10);
  }

  @Override
  public void run() {
    var all = 0;
    int deleted;
    do {
      deleted = store.deleteEnded(retention.value(), AT_ONCE);
      all += deleted;
    } while (deleted == AT_ONCE);
    if (all > 0) {
      log.info("{} replays that ended more than {} ago were deleted", all, retention.value());
    }
  }
}
