package dev.hindcast.gateway.live;

import dev.hindcast.gateway.branch.Arrivals;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is followed, and how far, in the control database. Its clock counts. Thread-safe. */
public interface FollowStore {

  /**
   * Live parts with something to do, claimed for a while so that others leave them alone. A claim
   * only saves work: {@link #cut} decides. One with a poisoned slice has nothing to do any more: it
   * ends when its other slices are judged.
   */
  List<Following> claim(Duration claim);

  /** Gives a claim back; it is due again after a pause. */
  void later(Following following, Duration pause);

  /**
   * Writes the slices of what arrived since the newest one and, with {@link Following#last}, ends
   * the cutting; all in one transaction, on disk before anything of it is judged.
   *
   * @param pause before the next slice is due
   * @return false if somebody else was first, or the live part has ended; then nothing is written
   */
  boolean cut(Following following, Arrivals arrivals, Duration pause);

  /**
   * Workflows with a change.
   *
   * @param id of the live part
   */
  List<String> changedWorkflows(long id);

  /**
   * Sets the outcomes of workflows to what is known at the end, and lets the live part be finished.
   *
   * @param outcomes by workflow
   */
  void settle(Following following, Map<String, String> outcomes);

  /**
   * The snapshot that ends the first slice which knows what a transaction wrote; empty: none does.
   *
   * @param id of the live part
   * @param transaction number, as PostgreSQL writes an {@code xid8}
   */
  Optional<String> sliceOf(long id, String transaction);

  /**
   * Has the next slice be the last one.
   *
   * @param id of the live part
   */
  void stop(long id);
}
