package dev.hindcast.ingest.action;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * How a workflow went, as a receiver took it in.
 *
 * @param key nothing else has it
 * @param labels JSON object
 * @param time when it ended
 */
public record IncomingOutcome(
    ActionKey key, String workflowId, Outcome outcome, String labels, Instant time) {
  private static final long OWN_BYTES = 200;

  public IncomingOutcome {
    requireNonNull(key);
    requireNonNull(workflowId);
    requireNonNull(outcome);
    requireNonNull(labels);
    requireNonNull(time);
  }

  /** About how many bytes of memory it takes. */
  public long bytes() {
    return OWN_BYTES + workflowId.length() + labels.length();
  }
}
