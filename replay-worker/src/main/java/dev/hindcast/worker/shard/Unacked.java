package dev.hindcast.worker.shard;

import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * The batches of a shard that are on their way: while there are as many as allowed it stands still.
 */
final class Unacked {
  private final int most;
  private final ShardMetrics metrics;
  private int open;
  private long stillSince;

  Unacked(int most, ShardMetrics metrics) {
    this.most = most;
    this.metrics = metrics;
  }

  /** The same batch, watched until it is acknowledged or given up. */
  Mono<Void> watch(Mono<Void> sent) {
    return sent.doOnSubscribe(_ -> sent()).doFinally(_ -> over());
  }

  private synchronized void sent() {
    open++;
    if (open == most) {
      stillSince = System.nanoTime();
    }
  }

  private synchronized void over() {
    if (open == most) {
      metrics.stoodStill(Duration.ofNanos(System.nanoTime() - stillSince));
    }
    open--;
  }
}
