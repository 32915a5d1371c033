package dev.hindcast.branch.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The events, append-only. They become visible in the order of their positions: who has seen one
 * has seen all before it. Thread-safe.
 */
public interface EventStore {

  /** Keeps an event that belongs to no change of a record. */
  void append(BranchEvent event);

  /**
   * The next ones, in order.
   *
   * @param store empty: of all stores
   * @param position the last one that is known
   */
  List<BranchEvent> after(Optional<String> store, long position, int limit);

  /** The position of the newest one, 0 if there never was one. */
  long newest();

  /** Forgets what happened before a moment; returns how many events that were. */
  int forget(Instant before);
}
