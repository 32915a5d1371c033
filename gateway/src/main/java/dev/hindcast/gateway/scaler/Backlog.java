package dev.hindcast.gateway.scaler;

import java.util.List;

/**
 * What is left to do at one moment.
 *
 * @param replays all that run, live parts among them; one whose shards are all committed has an
 *     open count of 0
 * @param workers that hold a lease now
 */
public record Backlog(List<Running> replays, int workers) {
  public Backlog {
    replays = List.copyOf(replays);
  }

  /**
   * One running replay.
   *
   * @param id key in the control database
   * @param open shards that are pending or leased
   * @param openActions about so many are in them
   * @param actions about so many are in all its shards but the poisoned ones; of a live part they
   *     grow
   */
  public record Running(long id, int open, double openActions, double actions) {

    /** About so many actions are in its committed shards. */
    double doneActions() {
      return actions - openActions;
    }
  }

  boolean active() {
    return !replays.isEmpty();
  }

  long openShards() {
    return replays.stream().mapToLong(Running::open).sum();
  }

  double openActions() {
    return replays.stream().mapToDouble(Running::openActions).sum();
  }
}
