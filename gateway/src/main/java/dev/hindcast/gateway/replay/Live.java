package dev.hindcast.gateway.replay;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * How far the live part of a replay is.
 *
 * @param revision counts the changes of its state
 * @param slices that were cut
 * @param arrived actions in them
 * @param actions judged or counted
 * @param newest time of an action in the judged slices, by the agent's clock
 * @param judgedUntil what was committed before is judged; by the store's clock
 * @param stopTime when following ends by itself
 */
public record Live(
    State state,
    long revision,
    int slices,
    int slicesDone,
    long arrived,
    long actions,
    long changed,
    Optional<Instant> newest,
    Instant judgedUntil,
    Instant stopTime,
    Optional<Instant> endTime,
    Optional<ReplayFailure> failure) {
  public Live {
    requireNonNull(state);
    requireNonNull(newest);
    requireNonNull(judgedUntil);
    requireNonNull(stopTime);
    requireNonNull(endTime);
    requireNonNull(failure);
  }

  /** State of a live part. */
  public enum State {
    FOLLOWING,
    /** The last slices are being judged. */
    STOPPING,
    STOPPED,
    FAILED,
    CANCELLED,
    /** Nothing is cut or judged until it is resumed. */
    PAUSED
  }

  public boolean ended() {
    return switch (state) {
      case FOLLOWING, STOPPING, PAUSED -> false;
      case STOPPED, FAILED, CANCELLED -> true;
    };
  }
}
