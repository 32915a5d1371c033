package dev.hindcast.tracestore.generate;

import static java.util.Objects.requireNonNull;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.time.Duration;
import java.time.Instant;

/**
 * A synthetic fleet: equal fleets have equal rows.
 *
 * @param seed of all that is random
 * @param actions in all, 1 to 1,000,000,000
 * @param start when the first workflow began
 * @param span over which the workflows begin, at least one second
 */
public record Fleet(long seed, long actions, Instant start, Duration span) {
  private static final long MOST = 1_000_000_000;

  public Fleet {
    requireNonNull(start);
    requireNonNull(span);
    if (actions < 1 || actions > MOST) {
      throw new FailureException(
          new Failure.InvalidRequest("actions", "must be from 1 to " + MOST + ", not " + actions));
    }
    if (span.toSeconds() < 1) {
      throw new FailureException(new Failure.InvalidRequest("span", "must be at least a second"));
    }
  }

  /** A fleet of two weeks from Monday 5 January 2026. */
  public static Fleet of(long seed, long actions) {
    return new Fleet(seed, actions, Instant.parse("2026-01-05T00:00:00Z"), Duration.ofDays(14));
  }

  /** The id of the workflow that begins with so manieth action; no other fleet has it. */
  String workflowId(long firstAction) {
    return "fleet-" + seed + "-" + actions + "/" + firstAction;
  }
}
