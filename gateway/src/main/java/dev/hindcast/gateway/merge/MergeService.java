package dev.hindcast.gateway.merge;

import dev.hindcast.gateway.lease.FailureCause;
import dev.hindcast.gateway.lease.ShardReturns;
import dev.hindcast.gateway.lease.WorkerSession;
import jakarta.inject.Singleton;

/** Takes in batches and summaries of workers. */
@Singleton
public final class MergeService {
  private final MergeStore store;
  private final FinishService finish;
  private final ShardReturns returns;
  private final MergeMetrics metrics;

  MergeService(MergeStore store, FinishService finish, ShardReturns returns, MergeMetrics metrics) {
    this.store = store;
    this.finish = finish;
    this.returns = returns;
    this.metrics = metrics;
  }

  /**
   * Stores a batch.
   *
   * @return false if the lease does not hold any more
   */
  public boolean append(WorkerSession session, ChangeBatch batch) {
    var acceptance = metrics.append(batch, () -> store.append(batch));
    return switch (acceptance) {
      case STORED, REPEATED -> true;
      case STALE -> {
        session.release(batch.lease());
        yield false;
      }
      case MISFIT -> {
        returns.failed(
            session, batch.lease(), FailureCause.WORKER_FAULT, "a batch of changes is missing");
        yield false;
      }
    };
  }

  /**
   * Commits a shard, and ends the replay if it was the last one.
   *
   * @return false if the lease does not hold any more
   */
  public boolean commit(WorkerSession session, ShardResult result) {
    // From here on the lease is not looked after: it ends either way.
    session.release(result.lease());
    var acceptance = metrics.commit(result, () -> store.commit(result));
    return switch (acceptance) {
      case STORED -> {
        finish.committed(result.lease().replay());
        yield true;
      }
      case REPEATED -> true;
      case STALE -> false;
      case MISFIT -> {
        returns.failed(
            session,
            result.lease(),
            FailureCause.WORKER_FAULT,
            "the summary does not fit the changes that were stored");
        yield false;
      }
    };
  }
}
