package dev.hindcast.registry.activation;

import static java.util.Objects.requireNonNull;

/**
 * What a trace store knows of a move of production.
 *
 * @param reason why it refused; empty unless it did
 */
public record StoreActivation(String store, State state, String reason) {
  public StoreActivation {
    requireNonNull(store, "store");
    requireNonNull(state, "state");
    requireNonNull(reason, "reason");
  }

  /** How far the store is. */
  public enum State {
    /** It is told as soon as it answers, and after the moves before. */
    PENDING,
    /** It holds the move. */
    ACTIVE,
    /** It refused the move; it is told again now and then, until the next move. */
    REFUSED
  }
}
