package dev.hindcast.worker.branch.postgres;

import dev.hindcast.worker.branch.Scan;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the one row of a scan. An id may be listed twice. The sample is of all actions: what is
 * pulled is no audit.
 */
final class ScanRows {
  private ScanRows() {}

  static Scan read(
      @Nullable Long actions, Long @Nullable [] pulledIds, Long @Nullable [] sampledIds) {
    Long[] pulled = sorted(pulledIds);
    return new Scan(
        actions == null ? 0 : actions,
        List.of(pulled),
        Arrays.stream(sorted(sampledIds))
            .filter(id -> Arrays.binarySearch(pulled, id) < 0)
            .toList());
  }

  private static Long[] sorted(Long @Nullable [] ids) {
    if (ids == null) {
      return new Long[0];
    }
    Arrays.sort(ids);
    return Arrays.stream(ids).distinct().toArray(Long[]::new);
  }
}
