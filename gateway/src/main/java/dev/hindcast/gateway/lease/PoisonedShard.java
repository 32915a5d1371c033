package dev.hindcast.gateway.lease;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.plan.ShardRange;

/**
 * A shard that failed in every attempt.
 *
 * @param detail what went wrong the last time, for a person
 */
public record PoisonedShard(int shard, ShardRange range, int attempts, String detail) {
  public PoisonedShard {
    requireNonNull(range);
    requireNonNull(detail);
  }

  /** Which shard, what it covers, and why nobody could finish it. */
  String text() {
    return "shard %d (%s) failed %d times, at last with: %s"
        .formatted(shard, covers(), attempts, detail);
  }

  private String covers() {
    return switch (range) {
      case ShardRange.Actions(var from, var to) ->
          "actions from %d to before %d".formatted(from, to);
      case ShardRange.Workflows(var from, var to) ->
          "workflows from '%s' %s".formatted(from, to.isEmpty() ? "on" : "to before '" + to + "'");
    };
  }
}
