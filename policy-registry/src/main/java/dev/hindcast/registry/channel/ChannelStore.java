package dev.hindcast.registry.channel;

import java.util.List;
import java.util.Optional;

/**
 * Keeps channels and their history. Thread-safe, also against other processes on the same database;
 * blocking. Every method throws {@code DependencyUnavailable} if the database does not answer.
 */
public interface ChannelStore {
  /** Moves that a channel shows of its history; older ones stay in the database. */
  int HISTORY = 50;

  /** The channel with its history. */
  Optional<Channel> find(ChannelName name);

  /**
   * Moves a channel if it is where the move expects it. Of several racing moves with the same
   * expectation exactly one gets {@link MoveOutcome.Moved}, and a move that comes again gets {@link
   * MoveOutcome.Repeated}.
   *
   * @param recordIn trace stores that must record the move; the intent is committed with the move
   *     itself, so neither exists without the other
   */
  MoveOutcome move(Move move, List<String> recordIn);
}
