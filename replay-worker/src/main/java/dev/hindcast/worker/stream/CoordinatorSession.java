package dev.hindcast.worker.stream;

import dev.hindcast.worker.assignment.Lease;
import dev.hindcast.worker.shard.ShardFailure;
import dev.hindcast.worker.shard.ShardResults;
import java.time.Duration;
import java.util.List;

/**
 * One stream to a gateway, from its start to its end. Thread-safe; nothing blocks except {@link
 * #close}. What is said after the end is lost, and nobody waits for it: leases run out by
 * themselves.
 */
public interface CoordinatorSession extends ShardResults {

  /** Opens the stream. */
  void start(SessionEvents events);

  /**
   * @param reconnected this process had a session before
   */
  void hello(String workerId, int slots, boolean reconnected);

  /**
   * @param slots free now, in all
   */
  void offer(int slots);

  /**
   * Renews leases. One that could not be sent yet is replaced by the next.
   *
   * @param slots free now, in all: the last offer again
   */
  void heartbeat(List<Lease> leases, int slots);

  /** Gives a shard back. */
  void failure(Lease lease, ShardFailure failure);

  /** Sends what is left to send and ends the stream, by force after {@code patience}. */
  void close(Duration patience);
}
