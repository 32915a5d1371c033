package dev.hindcast.registry.activation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The outbox. Thread-safe, also against other processes on the same database; blocking. Every
 * method throws {@code DependencyUnavailable} if the database does not answer.
 */
public interface ActivationStore {

  /** What one try did. */
  enum Attempt {
    /** The oldest activation was acknowledged; there may be more. */
    DELIVERED,
    /** It was not acknowledged; it stays the oldest. */
    REFUSED,
    /** There is none, or another thread or process is at it. */
    NOTHING
  }

  /**
   * Queues that hold something undelivered.
   *
   * @param bundle only of this one; empty: of all
   */
  List<ActivationQueue> pending(Optional<String> bundle);

  /**
   * Tries the oldest undelivered activation of a queue. It stays locked during {@code delivery}, so
   * no two processes deliver from one queue at the same time; if this process dies the lock goes
   * with it.
   *
   * @param delivery true if the store acknowledged; must not take long
   * @param now recorded as the time of the acknowledgement
   */
  Attempt deliverOldest(ActivationQueue queue, Instant now, Predicate<Activation> delivery);
}
