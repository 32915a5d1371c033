package dev.hindcast.branch.reflink.server;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * What the parent said when its backup ended.
 *
 * @param lsn where it ended: the fork's cut
 * @param time the parent's clock
 * @param label content of {@code backup_label}
 * @param firstSegment file name of the first segment of the log that recovery reads
 * @param lastSegment file name of the last one that it may read
 */
public record BackupEnd(
    String lsn, Instant time, String label, String firstSegment, String lastSegment) {
  public BackupEnd {
    requireNonNull(lsn);
    requireNonNull(time);
    requireNonNull(label);
    requireNonNull(firstSegment);
    requireNonNull(lastSegment);
  }
}
