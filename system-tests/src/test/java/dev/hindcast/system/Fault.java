package dev.hindcast.system;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Something that goes wrong and is mended.
 *
 * @param victim a process or a stretch of network, by name
 * @param at when: a part of the time that the quiet replay took
 * @param lasts how long until it is mended
 */
record Fault(Kind kind, String victim, double at, Duration lasts) {
  Fault {
    requireNonNull(kind);
    requireNonNull(victim);
    requireNonNull(lasts);
  }

  /** What befalls the victim. */
  enum Kind {
    /** {@code kill -9}, later a start. */
    KILL,
    /** {@code SIGTERM}, later a start. */
    RESTART,
    /** {@code SIGSTOP}, later {@code SIGCONT}. */
    SUSPEND,
    /** Connections end and none is possible. */
    REFUSE,
    /** Silence; then what was on its way arrives late. */
    STALL,
    /** Silence; then the connections end. */
    STALL_AND_DROP
  }

  @Override
  public String toString() {
    return "%s %s at %.0f %% for %d ms".formatted(kind, victim, at * 100, lasts.toMillis());
  }
}
