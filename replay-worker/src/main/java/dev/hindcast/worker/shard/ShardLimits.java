package dev.hindcast.worker.shard;

/**
 * What bounds the memory of a shard, however large it is.
 *
 * @param batchChanges changes in a batch at most
 * @param batchBytes estimated size of a batch from which it is sent
 * @param unackedBatches batches on their way at most
 */
public record ShardLimits(int batchChanges, long batchBytes, int unackedBatches) {
  public static final ShardLimits DEFAULT = new ShardLimits(500, 256 * 1024, 4);

  public ShardLimits {
    if (batchChanges < 1 || batchBytes < 1 || unackedBatches < 1) {
      throw new IllegalArgumentException("every limit must be at least 1");
    }
  }
}
