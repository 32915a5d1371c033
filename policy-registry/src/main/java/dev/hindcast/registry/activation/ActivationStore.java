package dev.hindcast.registry.activation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The outbox. An activation is claimed under a lease, delivered outside of any transaction, and
 * settled; whoever dies in between only lets the lease run out. Thread-safe, also against other
 * processes on the same database; blocking. Every method throws {@code DependencyUnavailable} if
 * the database does not answer.
 */
public interface ActivationStore {

  /**
   * Queues whose next activation is free to be claimed, oldest first.
   *
   * @param bundle only of this one; empty: of all
   */
  List<ActivationQueue> due(Optional<String> bundle, Instant now);

  /**
   * Claims the next activation of a queue: the oldest undelivered one, but never a refused one that
   * a later move has overtaken. Until it is settled, or the lease runs out, nothing of the queue
   * can be claimed.
   *
   * @return empty if there is none, or it is not free
   */
  Optional<Activation> claim(ActivationQueue queue, Instant now, Duration lease);

  /**
   * Records what came of an attempt. A later attempt's claim makes it void.
   *
   * @param pause how long a refused one is left alone
   */
  void settle(Activation activation, Answer answer, Instant now, Duration pause);

  /** How many bundles' newest moves of production are not recorded, by store; no store has zero. */
  Map<String, Long> pending();

  /** What the stores know of a move, in the order of their names; empty if none must know it. */
  List<StoreActivation> statesOf(UUID moveId);

  /**
   * Appends what production runs now for each of the stores that has not been told, as one that is
   * new among the settings.
   *
   * @return how many
   */
  int appendMissing(List<String> stores, Instant now);

  /**
   * Forgets activations from before a time that are delivered, or were refused and overtaken; never
   * those of the moves that production shows.
   *
   * @param limit at most this many
   * @return how many
   */
  int prune(Instant before, int limit);
}
