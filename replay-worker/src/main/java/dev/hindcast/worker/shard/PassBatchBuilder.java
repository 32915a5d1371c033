package dev.hindcast.worker.shard;

import dev.hindcast.policyproto.JudgedChange;
import dev.hindcast.worker.assignment.Follower;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects the changes of all replays of a pass until they make a batch: one bound for all of them
 * together, so that a pass holds no more in memory than a replay. Confined to one thread at a time.
 */
final class PassBatchBuilder {
  private final ShardLimits limits;
  private final List<Follower> followers;
  private final List<List<JudgedChange>> changes = new ArrayList<>();
  private long bytes;
  private int count;

  PassBatchBuilder(ShardLimits limits, List<Follower> followers) {
    this.limits = limits;
    this.followers = followers;
    for (int i = 0; i <= followers.size(); i++) {
      changes.add(new ArrayList<>());
    }
  }

  /**
   * @param candidate 0 for the leader's, then those that follow in order
   */
  void add(int candidate, JudgedChange change) {
    changes.get(candidate).add(change);
    bytes += ChangeSize.of(change);
    count++;
  }

  boolean isFull() {
    return count >= limits.batchChanges() || bytes >= limits.batchBytes();
  }

  boolean isEmpty() {
    return count == 0;
  }

  PassBatch take() {
    var parts = new ArrayList<PassBatch.Part>();
    for (int i = 0; i < followers.size(); i++) {
      var own = changes.get(i + 1);
      if (!own.isEmpty()) {
        parts.add(new PassBatch.Part(followers.get(i).replay(), own, Optional.empty()));
      }
    }
    var batch = new PassBatch(changes.getFirst(), parts);
    changes.forEach(List::clear);
    bytes = 0;
    count = 0;
    return batch;
  }
}
