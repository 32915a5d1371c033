package dev.hindcast.tracestore.generate;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a generation wrote.
 *
 * @param actions written now
 * @param knownActions that the store held from an earlier run of the same fleet
 * @param outcomes written now
 * @param elapsed time
 */
public record FleetSummary(long actions, long knownActions, long outcomes, Duration elapsed) {
  public FleetSummary {
    requireNonNull(elapsed);
  }

  /** Actions a second. */
  public long rate() {
    return Math.round(actions * 1e9 / Math.max(1, elapsed.toNanos()));
  }
}
