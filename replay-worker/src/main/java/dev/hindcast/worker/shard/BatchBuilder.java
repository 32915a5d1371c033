package dev.hindcast.worker.shard;

import dev.hindcast.policyproto.JudgedChange;
import java.util.ArrayList;
import java.util.List;

/** Collects changes until they make a batch. Confined to one thread at a time. */
final class BatchBuilder {
  private final ShardLimits limits;
  private List<JudgedChange> changes = new ArrayList<>();
  private long bytes;

  BatchBuilder(ShardLimits limits) {
    this.limits = limits;
  }

  void add(JudgedChange change) {
    changes.add(change);
    bytes += ChangeSize.of(change);
  }

  boolean isFull() {
    return changes.size() >= limits.batchChanges() || bytes >= limits.batchBytes();
  }

  boolean isEmpty() {
    return changes.isEmpty();
  }

  List<JudgedChange> take() {
    var batch = changes;
    changes = new ArrayList<>();
    bytes = 0;
    return batch;
  }
}
