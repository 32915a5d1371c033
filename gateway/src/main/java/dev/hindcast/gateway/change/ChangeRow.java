package dev.hindcast.gateway.change;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import java.time.Instant;

/**
 * One changed action as it is stored.
 *
 * @param kind number of {@code hindcast.replay.v1.ChangeKind}
 * @param outcome number of {@code hindcast.replay.v1.Outcome}
 * @param time to the microsecond, as PostgreSQL has it
 * @param baseline an encoded {@code hindcast.replay.v1.Decision}: the database only needs its rule
 * @param candidate likewise
 */
public record ChangeRow(
    long actionId,
    String workflowId,
    int step,
    int kind,
    int outcome,
    boolean lost,
    boolean diverges,
    Instant time,
    String tool,
    String agent,
    String baselineRule,
    String candidateRule,
    ByteString baseline,
    ByteString candidate) {
  /** Its name, numbers and tags. */
  private static final int FRAME = 256;

  public ChangeRow {
    requireNonNull(workflowId);
    requireNonNull(time);
    requireNonNull(tool);
    requireNonNull(agent);
    requireNonNull(baselineRule);
    requireNonNull(candidateRule);
    requireNonNull(baseline);
    requireNonNull(candidate);
  }

  /** About how long it is as a message. */
  long bytes() {
    return FRAME
        + PageLimit.utf8(workflowId)
        + PageLimit.utf8(tool)
        + PageLimit.utf8(agent)
        + baseline.size()
        + candidate.size();
  }
}
