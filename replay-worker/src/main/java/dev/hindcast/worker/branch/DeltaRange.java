package dev.hindcast.worker.branch;

import static java.util.Objects.requireNonNull;

import dev.hindcast.worker.assignment.DeltaScan;
import dev.hindcast.worker.assignment.ShardRange;

/** Which actions a delta replay asks for, and what to read of those that it judges. */
public record DeltaRange(DeltaScan scan, ShardRange.Actions range, Projection projection) {
  public DeltaRange {
    requireNonNull(scan, "scan");
    requireNonNull(range, "range");
    // The statements of a scan join nothing.
    projection = projection.alike();
  }
}
