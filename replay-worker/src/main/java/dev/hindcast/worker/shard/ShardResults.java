package dev.hindcast.worker.shard;

import dev.hindcast.policyproto.JudgedChange;
import dev.hindcast.worker.assignment.Lease;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Where the results of shards go. Each is sent when its publisher is subscribed to, in that order,
 * and acknowledged when it completes.
 */
public interface ShardResults {

  /**
   * @param sequence number of the batch in its shard, from 0
   */
  Mono<Void> changes(Lease lease, long sequence, List<JudgedChange> changes);

  /**
   * @param sequence number of the batch in its shard, from 0
   */
  Mono<Void> changes(Lease lease, long sequence, PassBatch batch);

  Mono<Void> summary(Lease lease, ShardResult result);
}
