package dev.hindcast.gateway.replay;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How far a replay is.
 *
 * @param shardsPoisoned failed in every attempt
 * @param actions judged or counted in committed shards
 * @param changed actions in committed shards
 * @param workers that hold a lease now
 */
public record Progress(
    int shards,
    int shardsDone,
    int shardsPoisoned,
    long actions,
    long estimatedActions,
    long changed,
    int workers,
    Duration elapsed) {
  public Progress {
    requireNonNull(elapsed);
  }

  /** The same without what changes by itself. */
  Progress still() {
    return new Progress(
        shards,
        shardsDone,
        shardsPoisoned,
        actions,
        estimatedActions,
        changed,
        workers,
        Duration.ZERO);
  }
}
