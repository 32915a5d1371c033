package dev.hindcast.gateway.branch;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * What arrived in a branch's store between two of its snapshots.
 *
 * @param snapshot the later one
 * @param time when it was taken, by the store's clock
 * @param pieces in order of their ids; empty: nothing arrived
 */
public record Arrivals(String snapshot, Instant time, List<Piece> pieces) {
  public Arrivals {
    requireNonNull(snapshot);
    requireNonNull(time);
    pieces = List.copyOf(pieces);
  }

  public long actions() {
    return pieces.stream().mapToLong(Piece::actions).sum();
  }

  /**
   * Some of them: all with ids from {@code first} to {@code last}, both inclusive.
   *
   * @param newest of their times, by the agents' clocks
   */
  public record Piece(long first, long last, long actions, Instant newest) {
    public Piece {
      requireNonNull(newest);
    }
  }
}
