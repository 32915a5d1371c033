package dev.hindcast.gateway.scaler;

import java.util.List;

/**
 * What is left to do at one moment.
 *
 * @param replays all that run; one whose shards are all committed has an open count of 0
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
   * @param shards it was cut into, at least 1
   * @param open those that are pending or leased
   * @param estimatedActions of all its shards
   */
  public record Running(long id, int shards, int open, long estimatedActions) {

    /** About so many actions are in its open shards. */
    double openActions() {
      return (double) estimatedActions * open / shards;
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
