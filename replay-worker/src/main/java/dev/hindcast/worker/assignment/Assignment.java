package dev.hindcast.worker.assignment;

import static java.util.Objects.requireNonNull;

/**
 * A shard with all that is needed to judge it.
 *
 * @param traceparent of the call that started its replay, see {@link
 *     dev.hindcast.platform.telemetry.Traceparent}
 */
public record Assignment(Lease lease, ReplayContext context, ShardRange range, String traceparent) {
  public Assignment {
    requireNonNull(lease, "lease");
    requireNonNull(context, "context");
    requireNonNull(range, "range");
    requireNonNull(traceparent, "traceparent");
  }
}
